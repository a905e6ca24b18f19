/** An honest client that works all the time beside the hostile ones, and says how it fared. */
import { ApiKey } from '@ottla/kafka-protocol';
import { sleep } from '../lib/processes.ts';
import { batchOf } from './batches.ts';
import { fetchRequest, produceRequest, type RawClient } from './raw-client.ts';

interface Answered {
  readonly responses: readonly { readonly partitionResponses: readonly { errorCode: number; baseOffset: number }[] }[];
}
interface Fetched {
  readonly responses: readonly {
    readonly partitions: readonly { errorCode: number; records: Uint8Array | null }[];
  }[];
}

/** Between two rounds. */
const restMs = 5;
/** After that a round counts as not served. */
const roundMsMax = 30_000;

export class Probe {
  readonly #client: RawClient;
  readonly #topic: string;
  readonly #batch: Uint8Array;
  readonly #roundsMs: number[] = [];
  readonly problems: string[] = [];
  #stopped = false;
  readonly #done: Promise<void>;

  /** Begins at once; the topic exists and is the probe's own. */
  constructor(client: RawClient, topic: string, batchBytes: number) {
    this.#client = client;
    this.#topic = topic;
    this.#batch = batchOf(batchBytes);
    this.#done = this.#run();
  }

  /** Ends, and answers how long rounds of produce and fetch took. */
  async stop(): Promise<{ readonly rounds: number; readonly p50: number; readonly p99: number; readonly max: number }> {
    this.#stopped = true;
    await this.#done;
    this.#client.socket.destroy();
    const sorted = this.#roundsMs.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { rounds: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 };
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const startMs = performance.now();
      try {
        const late = setTimeout(() => this.#client.socket.destroy(), roundMsMax);
        await this.#round().finally(() => clearTimeout(late));
      } catch (error) {
        this.problems.push(`the honest client was not served: ${String(error)}`);
        return;
      }
      this.#roundsMs.push(performance.now() - startMs);
      await sleep(restMs);
    }
  }

  async #round(): Promise<void> {
    const produced = await this.#client.send<Answered>(ApiKey.Produce, 9, produceRequest(this.#topic, this.#batch));
    const { errorCode, baseOffset } = produced.responses[0]?.partitionResponses[0] ?? { errorCode: -1, baseOffset: -1 };
    if (errorCode !== 0) throw new Error(`its produce was refused with code ${errorCode}`);
    const request = fetchRequest(this.#topic, 4_000_000, 5000, baseOffset);
    const fetched = await this.#client.send<Fetched>(ApiKey.Fetch, 12, request);
    const got = fetched.responses[0]?.partitions[0];
    if (got?.errorCode !== 0 || (got.records?.length ?? 0) === 0) throw new Error('its fetch brought nothing');
  }
}
