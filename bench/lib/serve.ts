/** The other end of `programs.ts`, inside of the program. */
import type { Reply } from './programs.ts';

type Handle = (input: never) => unknown;

/** Answers calls by a function, whose input is what the bench sends, until the bench goes away. */
export function serve(handle: Handle): void {
  process.on('message', (input) => {
    void answer(handle, input).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit(0));
}

async function answer(handle: Handle, input: unknown): Promise<Reply> {
  try {
    return { output: await handle(input as never) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
