/** Child processes for the suites: run one to its end, look for a program. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** How a program ended. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of `runToEnd`. */
export interface RunOptions {
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

const defaultTimeoutMs = 600_000;

/** Runs a program and gathers what it prints; never throws for an exit code, and answers 127 when it cannot start. */
export function runToEnd(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [program = '', ...parameters] = command;
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: root,
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs ?? defaultTimeoutMs,
      killSignal: 'SIGKILL',
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let line = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      if (options.onLine === undefined) return;
      const lines = (line + chunk.toString('utf8')).split('\n');
      line = lines.pop() ?? '';
      lines.forEach(options.onLine);
    });
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.on('close', (code, signal) => {
      const stderr = Buffer.concat(errors).toString('utf8') + (signal === null ? '' : `\nended by ${signal}`);
      resolve({ code: code ?? 128, stdout: Buffer.concat(output).toString('utf8'), stderr });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}

/** True when the program is on the path. */
export const hasProgram = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

/** The command line that runs a TypeScript file of the repository against its sources. */
export const typescript = (file: string, ...parameters: string[]): string[] => [
  `${root}node_modules/.bin/tsx`,
  '--conditions=@ottla/source',
  `${root}${file}`,
  ...parameters,
];

/** Waits until the condition holds, looking every 20 ms; throws with the sentence when the time is over. */
export async function waitUntil(
  sentence: string,
  timeoutMs: number,
  condition: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${sentence}`);
    await sleep(20);
  }
}

/** Real time passes: these are real processes. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
