/** A broken promise of our own code. Stops the process or the one partition; it never speaks about data from a wire or a disk. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** States a truth. `truth` is a sentence that holds whenever this line is reached. On in production. */
export function assert(condition: boolean, truth: string): asserts condition {
  if (!condition) throw new AssertionError(`it does not hold that ${truth}`);
}

/** For the end of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new AssertionError(`it does not hold that ${String(value)} is one of the known cases`);
}
