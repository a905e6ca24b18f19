/** The SDK's own consumer, over the gRPC door, with assigned partitions. */
import { silentLogger } from '@ottla/base';
import { Consumer, type ConsumerRecord, serdes, type TopicPartition } from '@ottla/consumer';
import { indexOf, partitionKey, topicOf } from '../history/history.ts';
import type { PartitionKey, PolledRecord } from '../history/operations.ts';
import { grpcPort } from '../world/machine.ts';
import { BaseActor } from './actor.ts';
import type { Surroundings } from './surroundings.ts';
import { textValue } from './values.ts';

export class SdkConsumer extends BaseActor {
  readonly #consumer: Consumer<string | null, string | null>;
  #assignment = 0;
  #isAssigned = false;
  /** Where each partition stands; undefined until its first record, since the reset decides. */
  readonly #positions = new Map<PartitionKey, number | undefined>();

  constructor(name: string, around: Surroundings) {
    super(name, around);
    const { clock, timers, rpc, tools } = around;
    this.#consumer = new Consumer<string | null, string | null>({
      bootstrapServers: `127.0.0.1:${grpcPort}`,
      clientId: name,
      platform: { clock, timers, rpc, randomness: this.random.stream('sdk'), ...tools, logger: silentLogger },
      keyDeserializer: serdes.string,
      valueDeserializer: serdes.string,
      autoOffsetReset: 'earliest',
      requestTimeoutMs: 2000,
      fetchMaxWaitMs: this.random.pick([50, 300]),
      maxPartitionFetchBytes: this.random.pick([2000, 1_000_000]),
      maxPollRecords: this.random.pick([10, 500]),
    });
  }

  override kill(): void {
    super.kill();
    this.#consumer.close();
  }

  override async step(): Promise<void> {
    if (!this.#isAssigned || this.random.chance(0.01)) this.#assign();
    const records = await this.#consumer.poll(this.random.pick([0, 50, 300]));
    if (this.isKilled) return;
    const byPartition = new Map<PartitionKey, ConsumerRecord<string | null, string | null>[]>();
    for (const record of records) {
      const key = partitionKey(record.topic, record.partition);
      const before = byPartition.get(key);
      if (before === undefined) byPartition.set(key, [record]);
      else before.push(record);
    }
    for (const [key, found] of byPartition) this.#take(key, found);
  }

  override async run(): Promise<void> {
    await super.run();
    this.#consumer.close();
  }

  #assign(): void {
    const keys = this.around.catalog.keys.filter(() => this.random.chance(0.7));
    if (keys.length === 0) return;
    this.#assignment += 1;
    this.#isAssigned = true;
    this.#consumer.assign(keys.map(placeOf));
    // A place that stays assigned stays where it is: begin anew.
    this.#consumer.seekToBeginning(keys.map(placeOf));
    this.#positions.clear();
    for (const key of keys) this.#positions.set(key, undefined);
    this.note(`assigned ${keys.join(' ')}`);
  }

  #take(key: PartitionKey, found: readonly ConsumerRecord<string | null, string | null>[]): void {
    const records: PolledRecord[] = found.map(({ offset, key: name, value }) => ({
      offset,
      value: textValue(name ?? '', value ?? ''),
    }));
    const first = records[0]?.offset ?? 0;
    const last = records.at(-1)?.offset ?? first;
    const position = this.#positions.get(key) ?? first;
    this.around.history.poll({
      consumer: this.name,
      assignment: this.#assignment,
      key,
      // A reset after records were deleted leads forward; what was passed over is below the log start by then.
      position: this.#isDeleted(key, first) ? first : position,
      records,
      logStart: -1,
      highWatermark: Number.MAX_SAFE_INTEGER,
      finalRead: 0,
    });
    this.#positions.set(key, last + 1);
    this.note(`${key}: ${records.length} from ${first}`);
  }

  /** Whether another reader was told that the log starts at or behind this offset. */
  #isDeleted(key: PartitionKey, offset: number): boolean {
    return this.around.logStartOf(key) >= offset;
  }
}

function placeOf(key: PartitionKey): TopicPartition {
  return { topic: topicOf(key), partition: indexOf(key) };
}
