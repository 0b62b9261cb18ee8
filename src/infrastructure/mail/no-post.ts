import type { Post } from './post.js';

/** In production without a mail server: every letter is refused, so that each loss is in the log. */
export class NoPost implements Post {
  deliver(): Promise<void> {
    return Promise.reject(new Error('SMTP_URL is not set'));
  }

  close(): void {
    // Nothing is open.
  }
}
