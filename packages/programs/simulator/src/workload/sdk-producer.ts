/**
 * The SDK's own producer, over the gRPC door. Each record is an operation of its own: the SDK gathers, repeats and gives up as
 * it sees fit, and says of each record what is known of it.
 */
import { silentLogger } from '@ottla/base';
import { OttlaClientError, Producer } from '@ottla/producer';
import { indexOf, topicOf } from '../history/history.ts';
import type { PartitionKey, SendOperation } from '../history/operations.ts';
import { grpcPort } from '../world/machine.ts';
import { BaseActor } from './actor.ts';
import type { Surroundings } from './surroundings.ts';
import { padded, paddingMax } from './values.ts';

const codecNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const unsettledMax = 200;

export class SdkProducer extends BaseActor {
  readonly #producer: Producer<string, string>;
  #serial = 0;
  #acknowledged = 0;
  #unsettled = 0;

  constructor(name: string, around: Surroundings) {
    super(name, around);
    const { clock, timers, rpc, tools, swarm } = around;
    this.#producer = new Producer<string, string>({
      bootstrapServers: `127.0.0.1:${grpcPort}`,
      clientId: name,
      platform: { clock, timers, rpc, randomness: this.random.stream('sdk'), ...tools, logger: silentLogger },
      compressionType: swarm.compressed ? this.random.pick(codecNames) : 'none',
      lingerMs: this.random.pick([0, 5, 40]),
      batchSize: this.random.pick([500, 12_000]),
      deliveryTimeoutMs: this.random.pick([3000, 60_000]),
      requestTimeoutMs: 2000,
      allowAutoTopicCreation: false,
    });
  }

  override get acknowledged(): number {
    return this.#acknowledged;
  }

  override kill(): void {
    super.kill();
    void this.#producer.close(0);
  }

  override async step(): Promise<void> {
    const { keys } = this.around.catalog;
    if (!this.isWorking() || keys.length === 0 || this.#unsettled >= unsettledMax) return;
    const count = this.random.between(1, this.around.swarm.batchRecordsMax);
    for (let index = 0; index < count; index += 1) this.#send(this.random.pick(keys));
    await this.#producer.ready();
  }

  override async run(): Promise<void> {
    await super.run();
    await this.#producer.close(0);
  }

  #send(key: PartitionKey): void {
    const { history, swarm } = this.around;
    const value = `${this.name}:${this.#serial++}`;
    const operation = history.send({ producer: this.name, key, acks: 'all', idempotent: true, values: [value] });
    const content = padded(value, this.random.below(paddingMax(1, swarm.valueBytesMax)));
    this.#unsettled += 1;
    this.#producer.send({ topic: topicOf(key), partition: indexOf(key), key: value, value: content }).then(
      ({ offset }) => {
        this.#settled(operation, offset);
      },
      (error: unknown) => {
        this.#failed(operation, error);
      },
    );
  }

  #settled(operation: SendOperation, offset: number): void {
    this.#unsettled -= 1;
    if (this.isKilled) return;
    operation.outcome = 'ok';
    operation.baseOffset = offset;
    this.#acknowledged += 1;
    this.note(`ok ${String(operation.values[0])} at ${operation.key}@${offset}`);
  }

  #failed(operation: SendOperation, error: unknown): void {
    this.#unsettled -= 1;
    if (!(error instanceof OttlaClientError)) throw error;
    if (!this.isKilled) this.note(`${error.code} (${error.outcome}) for ${String(operation.values[0])}`);
    if (error.outcome === 'definitelyFailed') operation.outcome = 'failed';
  }
}
