/**
 * Writes a history down while it happens: one line of JSON for each call that ended, and for each that never did. Simulations and tests on
 * real processes record the same form, and `readHistory` reads it.
 *
 * @example
 * const recorder = new Recorder({ now: () => performance.now(), write: (line) => file.write(line) });
 * const call = recorder.call('client-1', { kind: 'get', path: '/a', stale: false });
 * call.answered({ kind: 'get', revision: 7, key: null }); // or call.refused(), or call.unknown()
 */
import type { KeyAnswer, KeyCall, KeyRequest } from './key-call.ts';

export interface RecorderOptions {
  /** Moments of one observer, who sees all clients. */
  readonly now: () => number;
  /** Gets each line, with its end. Default: the history is only kept in memory. */
  readonly write?: (line: string) => void;
}

/** A call under way. The first word about it counts. */
export interface OpenCall {
  answered(answer: KeyAnswer): void;
  /** Nothing came of it, and nothing will. */
  refused(): void;
  /** It may have taken effect, or may yet. */
  unknown(): void;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #calls: KeyCall[] = [];
  readonly #open = new Set<OpenCall>();
  #answered = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** How many calls had an answer. */
  get answered(): number {
    return this.#answered;
  }

  call(client: string, request: KeyRequest): OpenCall {
    const calledAt = this.#options.now();
    const end = (returned: KeyCall['returned'], isKept: boolean): void => {
      if (this.#open.delete(open) && isKept) this.#keep({ client, calledAt, request, returned });
    };
    const open: OpenCall = {
      answered: (answer) => end({ at: this.#options.now(), answer }, true),
      refused: () => end(undefined, false),
      unknown: () => end(undefined, true),
    };
    this.#open.add(open);
    return open;
  }

  /** Everything up to now; what is still under way is not known to have an end. */
  history(): readonly KeyCall[] {
    for (const open of [...this.#open]) open.unknown();
    return this.#calls;
  }

  #keep(call: KeyCall): void {
    this.#calls.push(call);
    if (call.returned !== undefined) this.#answered += 1;
    this.#options.write?.(`${JSON.stringify(call)}\n`);
  }
}

/** The calls of a file that a recorder wrote. Throws where a line is none. */
export function readHistory(text: string): readonly KeyCall[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, number) => {
      try {
        const { client, calledAt, request, returned } = JSON.parse(line) as KeyCall;
        return { client, calledAt, request, returned };
      } catch (error) {
        throw new Error(
          `line ${number + 1} of the history cannot be read; was the file cut off while it was written?`,
          {
            cause: error,
          },
        );
      }
    });
}
