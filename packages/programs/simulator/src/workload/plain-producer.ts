/** A producer without sequences: one batch at a time, with any acks. Its retries may double a batch, which is allowed. */
import { CodecId, describeError, ErrorCode } from '@ottla/base';
import { indexOf, topicOf } from '../history/history.ts';
import type { SendOperation } from '../history/operations.ts';
import { BaseActor } from './actor.ts';
import { produceCall } from './kafka-calls.ts';
import { CallFailed } from './kafka-client.ts';
import { buildBatch, codecs, paddingMax } from './values.ts';

const acksOf = { all: -1, leader: 1, none: 0 } as const;
const attemptsMax = 4;

export class PlainProducer extends BaseActor {
  #serial = 0;
  #acknowledged = 0;

  override get acknowledged(): number {
    return this.#acknowledged;
  }

  override async step(): Promise<void> {
    const { catalog, history, swarm } = this.around;
    if (!this.isWorking() || catalog.keys.length === 0) return;
    const key = this.random.pick(catalog.keys);
    const acks = this.random.pick(['all', 'all', 'leader', 'none'] as const);
    const count = this.random.between(1, swarm.batchRecordsMax);
    const values = Array.from({ length: count }, () => `${this.name}:${this.#serial++}`);
    const operation = history.send({ producer: this.name, key, acks, idempotent: false, values });
    for (let attempt = 0; attempt < attemptsMax && !this.isOver(); attempt += 1) {
      if (await this.#attempt(operation)) return;
      await this.pause(this.random.between(20, 200));
    }
  }

  /** True when there is nothing more to do about it. */
  async #attempt(operation: SendOperation): Promise<boolean> {
    const { key, acks, values } = operation;
    const input = { topic: topicOf(key), partition: indexOf(key), acks: acksOf[acks], records: this.#batch(values) };
    if (acks === 'none') {
      await this.client.tell({ ...produceCall(input), read: () => undefined });
      return true;
    }
    try {
      const { responses } = await this.client.call(produceCall(input));
      const answer = responses[0]?.partitionResponses[0];
      if (this.isKilled || answer === undefined) return true;
      return this.#take(operation, answer.errorCode as ErrorCode, answer.baseOffset);
    } catch (error) {
      if (error instanceof CallFailed) return false;
      throw error;
    }
  }

  #take(operation: SendOperation, code: ErrorCode, baseOffset: number): boolean {
    const [value = ''] = operation.values;
    const { name, retriable } = describeError(code);
    if (code !== ErrorCode.NONE) {
      this.note(`${name} for ${value} to ${operation.key}`);
      return !retriable;
    }
    operation.outcome = 'ok';
    operation.baseOffset = baseOffset;
    if (operation.acks === 'all') this.#acknowledged += 1;
    this.note(`ok (${operation.acks}) ${value}+${operation.values.length} at ${operation.key}@${baseOffset}`);
    return true;
  }

  #batch(values: readonly string[]): Uint8Array {
    const { swarm, clock, tools } = this.around;
    const paddingBytes = this.random.below(paddingMax(values.length, swarm.valueBytesMax));
    const codec = swarm.compressed ? this.random.pick(codecs) : CodecId.none;
    return buildBatch({ values, paddingBytes, codec, timestampMs: clock.wallMs() }, tools);
  }
}
