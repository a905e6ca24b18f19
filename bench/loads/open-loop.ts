/**
 * Sends at fixed moments, whatever became of what was sent before, and takes latencies from those moments: a stall counts
 * for every record that should have been sent during it (no coordinated omission). It never sleeps but looks at the
 * clock in each turn of the event loop, because timers of Node are a millisecond coarse: it wants a core of its own.
 */
import { Latencies, type Percentiles } from '../lib/latencies.ts';

/** A load of records one by one. */
export interface LatencyLoad {
  readonly kafkaPort: number;
  readonly grpcPort: number;
  readonly topic: string;
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** -1 or 1. */
  readonly acks: number;
}

/** From the intended moment of sending until the acknowledgement, and until a consumer had it. */
export interface LatencyOutcome {
  readonly records: number;
  readonly toAck: Percentiles;
  readonly toConsume: Percentiles;
}

const patienceMs = 30_000;

export class OpenLoop {
  readonly #load: LatencyLoad;
  readonly #toAck = new Latencies();
  readonly #toConsume = new Latencies();
  readonly #intervalMs: number;
  readonly #total: number;
  readonly #warm: number;
  #startMs = 0;
  #sent = 0;
  #acked = 0;
  #consumed = 0;
  #failure: Error | undefined;

  constructor(load: LatencyLoad) {
    this.#load = load;
    this.#intervalMs = 1_000 / load.recordsPerSecond;
    this.#warm = Math.round(load.warmupSeconds * load.recordsPerSecond);
    this.#total = this.#warm + Math.max(1, Math.round(load.seconds * load.recordsPerSecond));
  }

  /** Sends all records; resolves when the last of them was acknowledged and consumed. */
  run(send: (record: number) => void): Promise<LatencyOutcome> {
    this.#startMs = performance.now() + 1;
    const endMs = this.#startMs + this.#total * this.#intervalMs + patienceMs;
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        if (this.#failure !== undefined) reject(this.#failure);
        else if (this.#acked >= this.#total && this.#consumed >= this.#total) resolve(this.#outcome());
        else if (performance.now() > endMs)
          reject(
            new Error(`of ${this.#total} records ${this.#acked} were acknowledged and ${this.#consumed} consumed`),
          );
        else {
          while (this.#sent < this.#total && performance.now() >= this.#intendedMs(this.#sent)) send(this.#sent++);
          setImmediate(turn);
        }
      };
      turn();
    });
  }

  fail(error: Error): void {
    this.#failure ??= error;
  }

  /** The next record was acknowledged; they are in order. */
  acked(): void {
    this.#note(this.#toAck, this.#acked);
    this.#acked += 1;
  }

  /** The next record was consumed; they are in order. */
  consumed(): void {
    this.#note(this.#toConsume, this.#consumed);
    this.#consumed += 1;
  }

  #note(latencies: Latencies, record: number): void {
    if (record >= this.#warm) latencies.record(performance.now() - this.#intendedMs(record));
  }

  #intendedMs(record: number): number {
    return this.#startMs + record * this.#intervalMs;
  }

  #outcome(): LatencyOutcome {
    if (this.#toConsume.count !== this.#total - this.#warm || this.#consumed !== this.#total)
      throw new Error(
        `${this.#total} records were sent, ${this.#consumed} consumed: ${this.#load.topic} holds others too`,
      );
    return {
      records: this.#toConsume.count,
      toAck: this.#toAck.percentiles(),
      toConsume: this.#toConsume.percentiles(),
    };
  }
}
