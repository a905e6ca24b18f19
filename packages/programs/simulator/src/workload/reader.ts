/** Reads partitions from positions that it keeps, and writes down what it got. */
import { describeError, ErrorCode, type TopicId } from '@ottla/base';
import type { FetchRequestInput, FetchResponsePartitionData } from '@ottla/kafka-protocol';
import { indexOf, partitionKey, topicOf } from '../history/history.ts';
import type { PartitionKey } from '../history/operations.ts';
import { fetchCall, metadataCall, topicIdsOf } from './kafka-calls.ts';
import type { KafkaClient } from './kafka-client.ts';
import type { Surroundings } from './surroundings.ts';
import { openBatches } from './values.ts';

/** How to fetch. */
export interface FetchForm {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
  readonly isolationLevel: number;
  /** From 13 on topics go by their ids. */
  readonly version: number;
}

/** Who reads. */
export interface ReaderOptions {
  readonly name: string;
  readonly client: KafkaClient;
  readonly around: Surroundings;
  readonly finalRead: number;
}

/** The version of fetch from which topics go by their ids. */
const idsFrom = 13;

/** A reader with assigned partitions. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #positions = new Map<PartitionKey, number>();
  readonly #ends = new Map<PartitionKey, number>();
  #assignment = 0;
  #ids: ReadonlyMap<string, TopicId> = new Map();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get positions(): ReadonlyMap<PartitionKey, number> {
    return this.#positions;
  }

  /** Whether every partition was read to the high watermark that the broker named last. */
  get isAtEnd(): boolean {
    return [...this.#positions].every(([key, position]) => {
      const end = this.#ends.get(key);
      return end !== undefined && position >= end;
    });
  }

  /** Takes these partitions at these positions. */
  async assign(positions: ReadonlyMap<PartitionKey, number>): Promise<void> {
    const topics = [...new Set([...positions.keys()].map(topicOf))];
    const metadata = await this.#options.client.call(metadataCall(topics, false));
    this.#ids = topicIdsOf(metadata);
    this.#assignment += 1;
    this.#positions.clear();
    this.#ends.clear();
    for (const [key, position] of positions) if (this.#ids.has(topicOf(key))) this.#positions.set(key, position);
  }

  /** Takes a partition away, as when its topic is gone. */
  drop(key: PartitionKey): void {
    this.#positions.delete(key);
  }

  /** One fetch over all partitions. Answers how many records came. */
  async poll(form: FetchForm): Promise<number> {
    if (this.#positions.size === 0) return 0;
    const asked = new Map(this.#positions);
    const { responses, errorCode } = await this.#options.client.call(fetchCall(this.#request(form), form.version));
    if (errorCode !== ErrorCode.NONE) this.#note(`fetch: ${describeError(errorCode as ErrorCode).name}`);
    const names = new Map([...this.#ids].map(([name, id]) => [id, name]));
    let records = 0;
    for (const { topic, topicId, partitions } of responses) {
      const name = form.version >= idsFrom ? names.get(topicId) : topic;
      if (name === undefined) continue;
      for (const data of partitions) records += this.#take(partitionKey(name, data.partitionIndex), data, asked);
    }
    return records;
  }

  #take(key: PartitionKey, data: FetchResponsePartitionData, asked: ReadonlyMap<PartitionKey, number>): number {
    const position = asked.get(key);
    if (position === undefined) return 0;
    if (data.errorCode !== ErrorCode.NONE) {
      this.#takeError(key, data, position);
      return 0;
    }
    const bytes = data.records ?? new Uint8Array(0);
    // A batch is sent whole: records in front of the position are the reader's to pass over.
    const records = openBatches(bytes, this.#options.around.tools).filter(({ offset }) => offset >= position);
    const { name, finalRead, around } = this.#options;
    const { logStartOffset: logStart, highWatermark } = data;
    around.history.poll({
      consumer: name,
      assignment: this.#assignment,
      key,
      position,
      records,
      logStart,
      highWatermark,
      finalRead,
    });
    this.#ends.set(key, highWatermark);
    const last = records.at(-1);
    if (last === undefined) return 0;
    this.#positions.set(key, last.offset + 1);
    this.#note(`${key}: ${records.length} from ${position}, hw ${highWatermark}, start ${logStart}`);
    return records.length;
  }

  #takeError(key: PartitionKey, data: FetchResponsePartitionData, position: number): void {
    const { name } = describeError(data.errorCode as ErrorCode);
    this.#note(`${key}@${position}: ${name}, hw ${data.highWatermark}, start ${data.logStartOffset}`);
    if (data.errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || data.errorCode === ErrorCode.UNKNOWN_TOPIC_ID) {
      if (!this.#options.around.history.isAlive(key)) this.drop(key);
      return;
    }
    if (data.errorCode !== ErrorCode.OFFSET_OUT_OF_RANGE) return;
    if (data.logStartOffset > position) {
      this.#positions.set(key, data.logStartOffset);
      return;
    }
    this.#options.around.history.refusals.push({
      producer: this.#options.name,
      key,
      error: `OFFSET_OUT_OF_RANGE between ${data.logStartOffset} and ${data.highWatermark}`,
      value: `offset ${position}`,
    });
    this.drop(key);
  }

  #request(form: FetchForm): FetchRequestInput {
    const topics = [...new Set([...this.#positions.keys()].map(topicOf))].map((topic) => ({
      ...(form.version >= idsFrom ? { topicId: this.#ids.get(topic) } : { topic }),
      partitions: [...this.#positions]
        .filter(([key]) => topicOf(key) === topic)
        .map(([key, fetchOffset]) => ({
          partition: indexOf(key),
          fetchOffset,
          partitionMaxBytes: form.partitionMaxBytes,
        })),
    }));
    const { maxWaitMs, minBytes, maxBytes, isolationLevel } = form;
    return {
      replicaId: -1,
      maxWaitMs,
      minBytes,
      maxBytes,
      isolationLevel,
      sessionId: 0,
      sessionEpoch: -1,
      topics,
    };
  }

  #note(what: string): void {
    this.#options.around.timeline.note(this.#options.name, what);
  }
}
