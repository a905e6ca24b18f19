/**
 * Programs of the bench in processes of their own: load generators, bare servers, clients under comparison. A program
 * answers calls one after another (`serve.ts`), so that one warm process serves a whole series of measurements.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { root } from '../../test-e2e/lib/processes.ts';
import { endWithUs } from './cleanup.ts';

/** What a program sends back. */
export interface Reply {
  readonly output?: unknown;
  readonly failure?: string;
}

/** A started program. */
export interface Program {
  readonly pid: number;
  /** Lets it do something and answers what came of it. One call at a time. */
  call<Output>(input: object): Promise<Output>;
  stop(): Promise<void>;
}

/** Starts `bench/<file>`; it runs against the built packages, as users of them do. */
export function startProgram(file: string, env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', `${root}bench/${file}`], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  endWithUs(child);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    call: (input) => callProgram(child, file, input),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts a program for one piece of work and stops it afterwards, whatever becomes of it. */
export async function withProgram<Result>(file: string, use: (program: Program) => Promise<Result>): Promise<Result> {
  const program = startProgram(file);
  try {
    return await use(program);
  } finally {
    await program.stop();
  }
}

function callProgram<Output>(child: ChildProcess, file: string, input: object): Promise<Output> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null): void => {
      child.off('message', answered);
      reject(new Error(`bench/${file} ended (${signal ?? code}) while it was at work; its output above says why`));
    };
    const answered = (reply: Reply): void => {
      child.off('close', ended);
      if (reply.failure === undefined) resolve(reply.output as Output);
      else reject(new Error(`bench/${file}: ${reply.failure}`));
    };
    child.once('message', answered);
    child.once('close', ended);
    child.send(input, (error) => {
      if (error !== null) reject(error);
    });
  });
}
