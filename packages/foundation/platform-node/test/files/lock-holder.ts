/** A program that takes a directory and says so, for the tests of the lock: `lock-holder.ts DIRECTORY`. */
import { createNodeFileSystem } from '../../src/index.ts';

const [, , directory = ''] = process.argv;
try {
  await createNodeFileSystem().lock(directory);
  process.stdout.write('locked\n');
  // Holds until it is killed or told to end.
  process.stdin.resume();
} catch (thrown) {
  process.stdout.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
