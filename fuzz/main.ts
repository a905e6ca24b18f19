/** `npm run fuzz`: wiring of the command line. */
import { messageOf } from '@ottla/base';
import { readArguments, usage } from './command/arguments.ts';
import { runCommand } from './command/run-command.ts';
import { targets } from './targets/all.ts';

process.on('unhandledRejection', (reason) => {
  process.stderr.write(`WRONG a promise was rejected and nobody listened: ${String(reason)}\n`);
  process.exit(1);
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const wanted = readArguments(process.argv.slice(2), Date.now() % 1_000_000);
  const chosen = targets.filter(({ name }) => wanted.targets.length === 0 || wanted.targets.includes(name));
  const unknown = wanted.targets.filter((name) => !targets.some((target) => target.name === name));
  if (unknown.length > 0) throw new Error(`there is no target ${unknown.join(', ')}; --list names them`);
  if (wanted.list) for (const { name, about } of targets) print(`${name}: ${about}`);
  else process.exitCode = await runCommand(wanted, chosen, print);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${usage}\n`);
  process.exitCode = 2;
}
