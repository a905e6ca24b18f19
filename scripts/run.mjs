/** Runs commands for the other scripts: one line when a step starts, its output only when it fails, and how long it took. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command; answers its exit code. With `quiet` the output is shown only on failure. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code, signal) => {
      if (code !== 0 && quiet) process.stdout.write(output);
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
}

/** Runs named steps one after another and prints a line for each; answers whether all passed. `keepGoing` runs the rest after a failure. */
export async function runSteps(steps, { keepGoing = false } = {}) {
  let passed = 0;
  let failed = 0;
  for (const { name, command, args, env, quiet = true } of steps) {
    const started = performance.now();
    const code = await run(command, args, { quiet, env });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
    if (code === 0) passed += 1;
    else failed += 1;
    if (code !== 0 && !keepGoing) break;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

/** The path of a tool installed in node_modules. */
export const tool = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
