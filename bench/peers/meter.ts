/** Takes the time and the CPU of this process between two moments. */
import type { WorkOutcome } from './work.ts';

export class Meter {
  #startedMs = performance.now();
  #cpu = process.cpuUsage();
  #records = 0;

  /** Begins anew: what was counted before is forgotten. */
  restart(): void {
    this.#startedMs = performance.now();
    this.#cpu = process.cpuUsage();
    this.#records = 0;
  }

  count(records: number): void {
    this.#records += records;
  }

  outcome(): WorkOutcome {
    const { user, system } = process.cpuUsage(this.#cpu);
    const seconds = (performance.now() - this.#startedMs) / 1_000;
    return { records: this.#records, seconds, cpuSeconds: (user + system) / 1e6 };
  }
}
