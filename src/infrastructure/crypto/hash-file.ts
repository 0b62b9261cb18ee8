import type { FileHandle } from 'node:fs/promises';

/** The layout that Have I Been Pwned's lists come in: SHA-1 in hex, a colon, how often it was seen. */
const LINE = /^([0-9A-Fa-f]{40}):\d{1,12}$/;

/** With a Windows line end: 40 digits, the colon, 12 digits. */
const LINE_MAX_BYTES = 55;

/** A window of two lines and a byte holds a whole one, wherever it begins. */
const WINDOW_BYTES = 2 * LINE_MAX_BYTES + 1;

interface Line {
  /** In upper case. */
  readonly hash: string;
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
}

/** A sorted file of hashes, read at positions and never as a whole. */
export class HashFile {
  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  /** Binary search: about log2(size / 45) reads. @throws Error the file isn't what it was */
  async contains(hash: string): Promise<boolean> {
    let [low, high] = [0, this.size];
    // Lines that begin before `low` are smaller; those that begin at `high` or later are larger.
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const line = await this.lineFrom(middle);
      if (line === null || line.start >= high) {
        high = middle;
      } else if (line.hash === hash) {
        return true;
      } else if (line.hash < hash) {
        low = line.end;
      } else {
        high = middle;
      }
    }
    return false;
  }

  /** Looks at lines spread over the file. @throws Error one isn't well formed, or they don't ascend */
  async assertSorted(samples: number): Promise<void> {
    let last: Line | null = null;
    const span = Math.max(0, this.size - LINE_MAX_BYTES - 1);
    for (let sample = 0; sample <= samples; sample += 1) {
      const line: Line | null = await this.lineFrom(Math.floor((span * sample) / samples));
      if (line === null) continue;
      if (last !== null && line.start !== last.start && line.hash <= last.hash) {
        throw new Error(`it is not sorted by hash: byte ${line.start}`);
      }
      last = line;
    }
    if (last === null) throw new Error('it has no line');
  }

  /** The first line that begins at `offset` or later; null if there is none. @throws Error it isn't one */
  private async lineFrom(offset: number): Promise<Line | null> {
    // From the byte before, to see whether a line begins exactly here.
    const from = Math.max(0, offset - 1);
    const window = await this.read(from);
    const begin = offset === 0 ? 0 : window.indexOf('\n') + 1;
    const start = from + begin;
    const isInLastLine = offset > 0 && begin === 0 && from + window.length >= this.size;
    if (isInLastLine || start >= this.size) return null;
    const feed = window.indexOf('\n', begin);
    const text = window.slice(begin, feed === -1 ? undefined : feed).replace(/\r$/, '');
    const [, hash] = LINE.exec(text) ?? [];
    if (hash === undefined) throw new Error(`no line of the form SHA1:count at byte ${start}`);
    return { hash: hash.toUpperCase(), start, end: feed === -1 ? this.size : from + feed + 1 };
  }

  private async read(from: number): Promise<string> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(WINDOW_BYTES), 0, WINDOW_BYTES, from);
    if (bytesRead < Math.min(WINDOW_BYTES, this.size - from))
      throw new Error(`it has become shorter than ${this.size} bytes`);
    return buffer.toString('latin1', 0, bytesRead);
  }
}
