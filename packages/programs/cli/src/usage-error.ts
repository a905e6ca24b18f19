/** The command line was wrong: exit code 2. The message names the option, what it holds and what it may hold. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
