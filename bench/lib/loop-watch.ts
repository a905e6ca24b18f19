/** How late the event loop of a watched node was, phase by phase: the reader of what `watch-loop.mjs` writes. */
import { readFileSync } from 'node:fs';
import { root } from '../../test-e2e/lib/processes.ts';
import { sleep } from './pace.ts';

/** The longest delay of a phase. */
export interface LoopPhase {
  readonly lateMsMax: number;
  /** The part of it in which the process was computing; the rest it waited for a processor that others had. */
  readonly ownMsMax: number;
}

const againMs = 20;
const waitMsMax = 60_000;

/** One watched node, from before its start until after its end. */
export class LoopWatch {
  readonly #file: string;
  #read = 0;

  /** `file` is not there yet. */
  constructor(file: string) {
    this.#file = file;
  }

  get nodeFlags(): readonly string[] {
    return ['--import', `${root}bench/lib/watch-loop.mjs`];
  }

  get env(): Readonly<Record<string, string>> {
    return { OTTLA_BENCH_LOOP_FILE: this.#file };
  }

  /** Ends the phase of a node that runs. */
  endPhase(pid: number): Promise<LoopPhase> {
    process.kill(pid, 'SIGUSR2');
    return this.next();
  }

  /** The next phase in the file, once it is there: also the last one, which ended with the process. */
  async next(): Promise<LoopPhase> {
    const endMs = performance.now() + waitMsMax;
    for (;;) {
      const line = this.#lines()[this.#read];
      if (line !== undefined) {
        this.#read += 1;
        return JSON.parse(line) as LoopPhase;
      }
      if (performance.now() > endMs) throw new Error(`no phase was written to ${this.#file} within ${waitMsMax} ms`);
      await sleep(againMs);
    }
  }

  /** Whole lines only. */
  #lines(): string[] {
    try {
      return readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    } catch {
      return []; // nothing was written yet
    }
  }
}
