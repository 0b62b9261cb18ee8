import { getState, resetState } from 'jest-circus';

type Block = ReturnType<typeof getState>['rootDescribeBlock'];
type Entry = Block['children'][number];
type Test = Extract<Entry, { type: 'test' }>;

/** A test that Jest's `describe` and `it` have collected, with the hooks around it. */
export interface CollectedTest {
  readonly id: string;
  readonly fileName: string;
  run(): Promise<void>;
}

/** Imports a spec, and returns the tests in it. */
export async function collect(fileName: string, name: string): Promise<CollectedTest[]> {
  resetState();
  await import(fileName);
  return testsIn(getState().rootDescribeBlock).map((test, index) => ({
    id: `${name} ${String(index)}: ${titles(test).join(' > ')}`,
    fileName,
    run: () => runWithHooks(test),
  }));
}

function testsIn(block: Block): Test[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));
}

function titles(test: Test): string[] {
  return [...blocksAround(test).map(({ name }) => name), test.name].slice(1);
}

function blocksAround(test: Test): Block[] {
  const blocks: Block[] = [];
  for (let block: Block | undefined = test.parent; block !== undefined; block = block.parent) blocks.unshift(block);
  return blocks;
}

async function runWithHooks(test: Test): Promise<void> {
  const hooks = blocksAround(test).flatMap((block) => block.hooks);
  const of = (type: string) => hooks.filter((hook) => hook.type === type).map(({ fn }) => fn as () => unknown);
  try {
    for (const prepare of of('beforeEach')) await prepare();
    await (test.fn as () => unknown)();
  } finally {
    for (const clear of of('afterEach').reverse()) await clear();
  }
}
