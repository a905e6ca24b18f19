/** Writers that put keys of their own through the coordination client, and remember what was acknowledged. */
import { Coordination, OttlaClientError } from '@ottla/coordination';

/** What came of it. */
export interface LoadReport {
  readonly acknowledged: number;
  /** Those of which nobody knows whether they happened. */
  readonly unknown: number;
  /** Those that certainly did not happen, where the client gave up. */
  readonly failed: number;
}

const requestTimeoutMs = 10_000;

export class WriteLoad {
  /** Paths of what was acknowledged. */
  readonly acknowledged: string[] = [];
  /** Moments at which something was, in milliseconds of `performance.now()`. */
  readonly moments: number[] = [];
  readonly #clients: Coordination[];
  readonly #prefix: string;
  readonly #running: Promise<unknown>[];
  #unknown = 0;
  #failed = 0;
  #isOver = false;

  /** One writer for each list of servers. */
  constructor(prefix: string, bootstraps: readonly string[]) {
    this.#prefix = prefix;
    this.#clients = bootstraps.map((bootstrapServers) => new Coordination({ bootstrapServers, requestTimeoutMs }));
    this.#running = this.#clients.map((client, writer) => this.#write(client, writer));
  }

  async stop(): Promise<LoadReport> {
    this.#isOver = true;
    await Promise.all(this.#running);
    await Promise.all(this.#clients.map((client) => client.close()));
    return { acknowledged: this.acknowledged.length, unknown: this.#unknown, failed: this.#failed };
  }

  /** The longest time without an acknowledgement between these moments. */
  longestGapMs(fromMs: number, toMs: number): number {
    const within = this.moments.filter((moment) => moment >= fromMs && moment <= toMs);
    let longest = 0;
    let last = fromMs;
    for (const moment of [...within, toMs]) {
      longest = Math.max(longest, moment - last);
      last = moment;
    }
    return longest;
  }

  async #write(client: Coordination, writer: number): Promise<void> {
    for (let number = 0; !this.#isOver; number += 1) {
      const path = `${this.#prefix}/${writer}/${number}`;
      try {
        await client.put(path, path);
        this.acknowledged.push(path);
        this.moments.push(performance.now());
      } catch (error) {
        if (!(error instanceof OttlaClientError)) throw error;
        if (error.outcome === 'unknown') this.#unknown += 1;
        else this.#failed += 1;
      }
    }
  }
}

/** Which of these keys are not there, as a node says that is asked linearizably. */
export async function missingOf(
  paths: readonly string[],
  prefix: string,
  bootstrapServers: string,
): Promise<readonly string[]> {
  const client = new Coordination({ bootstrapServers, requestTimeoutMs });
  try {
    const there = new Set<string>();
    for await (const key of client.list(`${prefix}/`)) there.add(key.path);
    return paths.filter((path) => !there.has(path));
  } finally {
    await client.close();
  }
}
