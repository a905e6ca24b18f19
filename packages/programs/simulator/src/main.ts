/** `npm run simulate`: wiring of the command line. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@ottla/base';
import { asksForHelp, help, readArguments, usage } from './command/arguments.ts';
import { runCommand } from './command/run-command.ts';

const strays: string[] = [];
process.on('unhandledRejection', (reason) => {
  strays.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
});

const flags = process.argv.slice(2);
const wanted = readArguments(flags);
if (asksForHelp(flags)) process.stdout.write(`${help}\n`);
else if (typeof wanted === 'string') {
  process.stderr.write(`${wanted}\n${usage}\n`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await runCommand(wanted, {
      print: (line) => void process.stdout.write(`${line}\n`),
      nowMs: () => performance.now(),
      takeStrays: () => strays.splice(0),
      elsewhere,
    });
  } catch (error) {
    process.stderr.write(`simulate: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** This command with other flags, in a process of its own. */
function elsewhere(others: readonly string[]): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...others], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, lines: text.split('\n').slice(0, -1) }));
  });
}
