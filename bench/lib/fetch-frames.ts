/** Fetch requests as frames whose offset is changed in place, and the head of the answer to them. */
import {
  ApiKey,
  encodeFetchRequest,
  encodeFetchResponse,
  Reader,
  startRequest,
  startResponse,
} from '@ottla/kafka-protocol';
import { benchClientId } from './kafka-connection.ts';

/** The version in use: the last one without flexible encoding. */
export const fetchVersion = 11;
const maxWaitMs = 5_000;
/** Marks the place of the offset in an encoded request. */
const placeholder = 0x0012_3456_789a_bcde;

/** Where a fetch begins and how much it takes. */
export interface FetchPlace {
  readonly topic: string;
  readonly partition: number;
  readonly bytesMax: number;
}

/** A Fetch request of one partition; `at` sets its offset. */
export class FetchFrame {
  readonly #bytes: Buffer;
  readonly #offsetAt: number;

  constructor({ topic, partition, bytesMax }: FetchPlace) {
    const writer = startRequest({
      requestApiKey: ApiKey.Fetch,
      requestApiVersion: fetchVersion,
      correlationId: 7,
      clientId: benchClientId,
    });
    const partitions = [{ partition, fetchOffset: placeholder, partitionMaxBytes: bytesMax }];
    const topics = [{ topic, partitions }];
    encodeFetchRequest(
      writer,
      { maxWaitMs, minBytes: 1, maxBytes: bytesMax, topics, forgottenTopicsData: [] },
      fetchVersion,
    );
    this.#bytes = Buffer.concat(writer.finishFrame());
    const mark = Buffer.alloc(8);
    mark.writeBigInt64BE(BigInt(placeholder));
    this.#offsetAt = this.#bytes.indexOf(mark);
  }

  /** A copy of the frame that asks from this offset on. */
  at(offset: number): Buffer {
    const frame = Buffer.from(this.#bytes);
    frame.writeBigInt64BE(BigInt(offset), this.#offsetAt);
    return frame;
  }
}

/** What stands before the records in an answer with one partition. */
export interface FetchHead {
  readonly partition: number;
  readonly errorCode: number;
  readonly recordsBytes: number;
  /** The base offset of the first batch; -1 without one. */
  readonly baseOffset: number;
}

/** Bytes of an answer, without its size, that surely contain everything up to the first base offset. */
export const fetchHeadBytes = 384;

/** Reads the head of an answer; `frame` is without its size and may be cut after `fetchHeadBytes`. */
export function readFetchHead(frame: Uint8Array): FetchHead {
  const reader = new Reader(frame);
  reader.int32(); // correlation id
  reader.int32(); // throttle time
  const errorCode = reader.int16();
  reader.int32(); // session
  if (errorCode !== 0 || reader.int32() !== 1) return { partition: -1, errorCode, recordsBytes: 0, baseOffset: -1 };
  reader.string(false);
  reader.int32(); // partitions: one was asked for
  const partition = reader.int32();
  const partitionError = reader.int16();
  reader.int64(); // high watermark
  reader.int64(); // last stable offset
  reader.int64(); // log start
  for (let aborted = reader.int32(); aborted > 0; aborted -= 1) {
    reader.int64();
    reader.int64();
  }
  reader.int32(); // preferred read replica
  const recordsBytes = reader.int32();
  const baseOffset = recordsBytes > 8 ? reader.int64() : -1;
  return { partition, errorCode: partitionError, recordsBytes, baseOffset };
}

/** An answer with room for so many bytes of records, cut off before them: what a server without a log sends first. */
export function fetchAnswerHead(topic: string, partition: number, recordsBytes: number): Buffer {
  const writer = startResponse({ key: ApiKey.Fetch, version: fetchVersion, correlationId: 7 });
  const data = {
    partitionIndex: partition,
    errorCode: 0,
    highWatermark: 0,
    abortedTransactions: null,
    records: new Uint8Array(recordsBytes),
  };
  encodeFetchResponse(writer, { throttleTimeMs: 0, responses: [{ topic, partitions: [data] }] }, fetchVersion);
  const frame = Buffer.concat(writer.finishFrame());
  return frame.subarray(0, frame.length - recordsBytes);
}
