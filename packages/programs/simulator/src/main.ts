/** `npm run simulate`: wiring of the command line. */
import { messageOf } from '@ottla/base';
import { readArguments, usage } from './command/arguments.ts';
import { runCommand } from './command/run-command.ts';

const strays: string[] = [];
process.on('unhandledRejection', (reason) => {
  strays.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
});

const wanted = readArguments(process.argv.slice(2));
if (typeof wanted === 'string') {
  process.stderr.write(`${wanted}\n${usage}\n`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await runCommand(wanted, {
      print: (line) => void process.stdout.write(`${line}\n`),
      nowMs: () => performance.now(),
      takeStrays: () => strays.splice(0),
    });
  } catch (error) {
    process.stderr.write(`simulate: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
