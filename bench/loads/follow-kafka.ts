/** Reads partitions at their ends, one connection each, as consumers that keep up do. */
import { ApiKey, decodeFetchResponse, FrameSplitter, openResponse } from '@ottla/kafka-protocol';
import { batchEndOffset, forEachBatch } from '@ottla/record-batch';
import { FetchFrame, fetchVersion } from '../lib/fetch-frames.ts';
import { KafkaConnection } from '../lib/kafka-connection.ts';
import { sleep } from '../lib/pace.ts';
import { serve } from '../lib/serve.ts';
import type { LoadOutcome } from './load.ts';

/** What is followed, and for how long. */
export interface FollowLoad {
  readonly port: number;
  readonly topic: string;
  /** The first offset of each partition. */
  readonly from: readonly number[];
  readonly seconds: number;
}

const fetchBytesMax = 1024 * 1024;

serve(async (load: FollowLoad): Promise<LoadOutcome> => {
  const followers = await Promise.all(
    load.from.map(async (offset, partition) => {
      const connection = await KafkaConnection.open(load.port);
      return new Follower(
        connection,
        new FetchFrame({ topic: load.topic, partition, bytesMax: fetchBytesMax }),
        offset,
      );
    }),
  );
  const failed = new Promise<never>((_resolve, reject) => {
    for (const follower of followers) follower.start(reject);
  });
  await Promise.race([sleep(load.seconds * 1_000), failed]);
  for (const follower of followers) follower.stop();
  const sum = (pick: (follower: Follower) => number): number =>
    followers.reduce((total, each) => total + pick(each), 0);
  return {
    requests: sum(({ requests }) => requests),
    records: sum(({ records }) => records),
    bytes: sum(({ bytes }) => bytes),
    seconds: load.seconds,
  };
});

class Follower {
  readonly #connection: KafkaConnection;
  readonly #frame: FetchFrame;
  #position: number;
  requests = 0;
  records = 0;
  bytes = 0;

  constructor(connection: KafkaConnection, frame: FetchFrame, from: number) {
    this.#connection = connection;
    this.#frame = frame;
    this.#position = from;
  }

  start(failed: (error: Error) => void): void {
    const splitter = new FrameSplitter();
    this.#connection.onFailure(failed);
    this.#connection.take = (bytes) => {
      for (const frame of splitter.push(Buffer.from(bytes))) {
        const answer = decodeFetchResponse(openResponse(frame, ApiKey.Fetch, fetchVersion).body, fetchVersion);
        const partition = answer.responses[0]?.partitions[0];
        const error = answer.errorCode || (partition?.errorCode ?? 0);
        if (error !== 0) failed(new Error(`a fetch at ${this.#position} was answered with error ${error}`));
        this.#came(partition?.records ?? Buffer.alloc(0));
        this.#connection.socket.write(this.#frame.at(this.#position));
      }
    };
    this.#connection.socket.write(this.#frame.at(this.#position));
  }

  stop(): void {
    this.#connection.close();
  }

  #came(batches: Uint8Array): void {
    const from = this.#position;
    this.bytes += forEachBatch(batches, (at) => {
      this.#position = Math.max(this.#position, batchEndOffset(batches, at));
    });
    this.records += this.#position - from;
    this.requests += 1;
  }
}
