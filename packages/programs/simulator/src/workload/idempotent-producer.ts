/**
 * A producer that repeats without doubling. It has up to five batches under way in a pipeline; what was not acknowledged is
 * sent again in the same order with the same sequences until it is, however often the broker dies in between. When it loses
 * patience it leaves the batch with an unknown outcome and takes a new producer id, as real producers must.
 */
import { CodecId, describeError, ErrorCode, type ProducerId } from '@ottla/base';
import { indexOf, topicOf } from '../history/history.ts';
import type { PartitionKey, SendOperation } from '../history/operations.ts';
import { batchesInFlightMax } from '../limits.ts';
import { BaseActor } from './actor.ts';
import { initProducerIdCall, produceCall } from './kafka-calls.ts';
import { CallFailed } from './kafka-client.ts';
import { buildBatch, codecs, paddingMax } from './values.ts';

interface Identity {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly sequences: Map<PartitionKey, number>;
  readonly life: number;
}

interface Outstanding {
  readonly operation: SendOperation;
  readonly batch: Uint8Array;
  attempts: number;
}

/** How one attempt ended. */
type Attempt = { readonly batch: Outstanding; readonly code: ErrorCode | undefined; readonly baseOffset: number };

export class IdempotentProducer extends BaseActor {
  #identity: Identity | undefined;
  #lives = 0;
  #outstanding: Outstanding[] = [];
  #serial = 0;
  #acknowledged = 0;

  override get acknowledged(): number {
    return this.#acknowledged;
  }

  override async step(): Promise<void> {
    if (this.isWorking() && this.random.chance(0.01)) this.#startAnew('has had enough');
    this.#identity ??= await this.#initialise();
    if (this.isOver()) return;
    if (this.isWorking()) this.#fill(this.#identity);
    if (this.#outstanding.length > 0) await this.#round();
  }

  async #initialise(): Promise<Identity> {
    const { producerId, producerEpoch, errorCode } = await this.client.call(initProducerIdCall());
    if (errorCode !== ErrorCode.NONE)
      throw new CallFailed(`no producer id: ${describeError(errorCode as ErrorCode).name}`, true);
    this.#lives += 1;
    this.note(`has producer id ${producerId}:${producerEpoch}`);
    this.around.history.grants.push({ producer: this.name, producerId, producerEpoch });
    return { producerId, producerEpoch, sequences: new Map(), life: this.#lives };
  }

  /** Adds new batches up to a random depth of the pipeline. */
  #fill(identity: Identity): void {
    const depth = this.random.between(1, batchesInFlightMax);
    const { keys } = this.around.catalog;
    while (this.#outstanding.length < depth && keys.length > 0) this.#outstanding.push(this.#make(identity, keys));
  }

  #make(identity: Identity, keys: readonly PartitionKey[]): Outstanding {
    const { swarm, history, clock, tools } = this.around;
    const key = this.random.pick(keys);
    const count = this.random.between(1, swarm.batchRecordsMax);
    const values = Array.from({ length: count }, () => `${this.name}:${this.#serial++}`);
    const baseSequence = identity.sequences.get(key) ?? 0;
    identity.sequences.set(key, baseSequence + count);
    const producer = {
      producerId: identity.producerId as ProducerId,
      producerEpoch: identity.producerEpoch,
      baseSequence,
    };
    const batch = buildBatch(
      {
        values,
        paddingBytes: this.random.below(paddingMax(count, swarm.valueBytesMax)),
        codec: swarm.compressed ? this.random.pick(codecs) : CodecId.none,
        timestampMs: clock.wallMs(),
        producer,
      },
      tools,
    );
    const operation = history.send({
      producer: `${this.name}.${identity.life}`,
      key,
      acks: 'all',
      idempotent: true,
      values,
    });
    return { operation, batch, attempts: 0 };
  }

  /** Sends everything that is outstanding, in order, and takes in all answers. */
  async #round(): Promise<void> {
    await this.client.connect();
    const attempts = await Promise.all(this.#outstanding.map((batch) => this.#attempt(batch)));
    if (this.isKilled) return;
    const behind = new Set<PartitionKey>();
    const left: Outstanding[] = [];
    let mustStartAnew = false;
    for (const attempt of attempts) {
      const fate = this.#fateOf(attempt, behind);
      if (fate === 'again') {
        left.push(attempt.batch);
        behind.add(attempt.batch.operation.key);
      }
      mustStartAnew ||= fate === 'lost';
    }
    this.#outstanding = left;
    if (mustStartAnew) this.#startAnew('was refused');
    else if (left.length > 0) await this.pause(this.random.between(10, 150));
  }

  /** Reads what an answer means. `behind` are partitions where an earlier batch of this round has to come again. */
  #fateOf(attempt: Attempt, behind: ReadonlySet<PartitionKey>): 'done' | 'again' | 'lost' {
    const { batch, code, baseOffset } = attempt;
    const { operation } = batch;
    const [value = ''] = operation.values;
    if (code === undefined) return 'again';
    if (code === ErrorCode.NONE) {
      operation.outcome = 'ok';
      operation.baseOffset = baseOffset;
      this.#acknowledged += 1;
      this.note(`ok ${value}+${operation.values.length} at ${operation.key}@${baseOffset}`);
      return 'done';
    }
    const { name, retriable } = describeError(code);
    this.note(`${name} for ${value} to ${operation.key}`);
    const isGone = !this.around.catalog.topics.includes(topicOf(operation.key));
    if (isGone) return 'done';
    if (code === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && behind.has(operation.key)) return 'again';
    if (retriable) return 'again';
    this.around.history.refusals.push({ producer: operation.producer, key: operation.key, error: name, value });
    return 'lost';
  }

  async #attempt(batch: Outstanding): Promise<Attempt> {
    const { key } = batch.operation;
    batch.attempts += 1;
    // The log writes offsets into what it is given, so each attempt has bytes of its own.
    const records = batch.batch.slice();
    try {
      const input = { topic: topicOf(key), partition: indexOf(key), acks: -1, records } as const;
      const { responses } = await this.client.call(produceCall(input));
      const answer = responses[0]?.partitionResponses[0];
      return { batch, code: answer?.errorCode as ErrorCode | undefined, baseOffset: answer?.baseOffset ?? -1 };
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      return { batch, code: undefined, baseOffset: -1 };
    }
  }

  #startAnew(why: string): void {
    this.note(why);
    this.#identity = undefined;
    this.#outstanding = [];
  }
}
