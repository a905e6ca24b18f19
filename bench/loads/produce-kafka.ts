/** Sends prepared Produce frames over one connection, so many in flight, and counts what is acknowledged. */
import { FrameSplitter } from '@ottla/kafka-protocol';
import { asError } from '../lib/as-error.ts';
import { KafkaConnection } from '../lib/kafka-connection.ts';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { produceErrorIn, produceFrame } from '../lib/produce-frames.ts';
import { serve } from '../lib/serve.ts';
import type { LoadOutcome, ProduceLoad } from './load.ts';
import { Throttle } from './throttle.ts';

serve(run);

async function run(load: ProduceLoad): Promise<LoadOutcome> {
  const batch = prepareBatch(load.batchBytes, load.recordBytes);
  const frames = Array.from({ length: load.partitions }, (_, partition) =>
    produceFrame(load.topic, partition, load.acks, batch.bytes),
  );
  const connection = await KafkaConnection.open(load.port);
  const { requests, seconds } = await new Sending(connection, frames, load, batch.bytes.length).toEnd();
  connection.close();
  return { requests, records: requests * batch.records, bytes: requests * batch.bytes.length, seconds };
}

class Sending {
  readonly #connection: KafkaConnection;
  readonly #frames: readonly Buffer[];
  readonly #load: ProduceLoad;
  readonly #throttle: Throttle;
  readonly #splitter = new FrameSplitter();
  #sent = 0;
  #answered = 0;
  #startedMs = 0;
  #done: (value: { requests: number; seconds: number }) => void = () => undefined;

  constructor(connection: KafkaConnection, frames: readonly Buffer[], load: ProduceLoad, batchBytes: number) {
    this.#connection = connection;
    this.#frames = frames;
    this.#load = load;
    this.#throttle = new Throttle(load.bytesPerSecondMax, batchBytes, () => this.#send());
  }

  toEnd(): Promise<{ requests: number; seconds: number }> {
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#connection.onFailure(reject);
      this.#connection.take = (bytes) => {
        try {
          this.#took(bytes);
        } catch (error) {
          reject(asError(error));
        }
      };
      this.#startedMs = performance.now();
      this.#send();
    });
  }

  get #isOver(): boolean {
    const { seconds, requestsMax = Infinity } = this.#load;
    return this.#sent >= requestsMax || performance.now() - this.#startedMs >= seconds * 1_000;
  }

  #send(): void {
    if (this.#isOver) {
      if (this.#answered === this.#sent)
        this.#done({ requests: this.#sent, seconds: (performance.now() - this.#startedMs) / 1_000 });
      return;
    }
    while (this.#sent - this.#answered < this.#load.inFlight && !this.#isOver && this.#throttle.allows(this.#sent)) {
      this.#connection.socket.write(this.#frames[this.#sent % this.#frames.length] ?? Buffer.alloc(0));
      this.#sent += 1;
    }
  }

  #took(bytes: Buffer): void {
    for (const frame of this.#splitter.push(bytes)) {
      const error = produceErrorIn(frame);
      if (error !== 0) throw new Error(`a produce request was answered with error ${error}`);
      this.#answered += 1;
    }
    this.#send();
  }
}
