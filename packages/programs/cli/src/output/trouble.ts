/** Tells on standard error why nothing comes, while a client goes on trying. */
import { type LogFields, type Logger, silentLogger } from '@ottla/base';

/** Milliseconds between two notices. */
const noticeEveryMs = 5_000;

/** Hears of a client's failed attempts as its logger. */
export class Trouble {
  readonly #tell: (line: string) => void;
  readonly #nowMs: () => number;
  #sinceMs: number | undefined;
  #toldAtMs = -Infinity;
  #reason = '';

  constructor(tell: (line: string) => void, nowMs: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  /** Milliseconds since attempts fail without a success in between; 0 when they do not. */
  get lastsMs(): number {
    return this.#sinceMs === undefined ? 0 : this.#nowMs() - this.#sinceMs;
  }

  get reason(): string {
    return this.#reason;
  }

  /** Something came. */
  over(): void {
    this.#sinceMs = undefined;
  }

  /** For the client's `logger` option. */
  get logger(): Logger {
    const hear = (_event: string, fields?: LogFields): void => {
      const reason = fields?.['reason'];
      this.#failed(typeof reason === 'string' ? reason : 'the reason is not known');
    };
    const logger: Logger = { ...silentLogger, debug: hear, warn: hear, error: hear, child: () => logger };
    return logger;
  }

  #failed(reason: string): void {
    const nowMs = this.#nowMs();
    this.#sinceMs ??= nowMs;
    this.#reason = reason;
    if (nowMs - this.#toldAtMs < noticeEveryMs) return;
    this.#toldAtMs = nowMs;
    this.#tell(`ottla: nothing comes, trying again: ${reason}\n`);
  }
}
