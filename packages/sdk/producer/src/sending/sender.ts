/**
 * The loop behind a producer: takes batches that are ready, sends them to the leaders of their partitions, and settles
 * them by what comes back. Everything happens in `#turn`, which runs once in a turn of the event loop when something
 * changed, and when the next batch becomes ready or too old.
 */
import { messageOf, RpcError, type Timer } from '@ottla/base';
import {
  type Connection,
  errorOfItem,
  errorOfRpc,
  type Failure,
  type MetadataView,
  type OttlaClientError,
  TimedOutError,
} from '@ottla/client-core';
import { setBatchProducer } from '@ottla/record-batch';
import type { ProducePartitionResult, ProduceResponse } from '@ottla/rpc';
import type { Accumulator } from '../batching/accumulator.ts';
import type { PartitionQueue } from '../batching/partition-queue.ts';
import type { PendingBatch } from '../batching/pending-batch.ts';
import type { ProducerSettings } from '../options.ts';
import { planAnswer } from './answer-plan.ts';
import { type Collected, collect } from './collect.ts';
import { Identity } from './identity.ts';
import { NodeLanes } from './node-lane.ts';

/** What the sender tells the producer. */
export interface SenderEvents {
  /** Memory became free, metadata came, or a batch was settled. */
  progressed(): void;
}

type Sent = { readonly queue: PartitionQueue; readonly batch: PendingBatch };

export class Sender {
  readonly #connection: Connection;
  readonly #metadata: MetadataView;
  readonly #settings: ProducerSettings;
  readonly #accumulator: Accumulator;
  readonly #events: SenderEvents;
  readonly #identity: Identity;
  readonly #lanes: NodeLanes;
  #timer: Timer | undefined;
  #scheduled = false;
  #underWay = 0;
  #refreshing = false;
  #refreshAtMs = -Infinity;
  #flushing = 0;
  #closed = false;

  constructor(
    parts: { readonly connection: Connection; readonly metadata: MetadataView; readonly accumulator: Accumulator },
    settings: ProducerSettings,
    events: SenderEvents,
  ) {
    this.#connection = parts.connection;
    this.#metadata = parts.metadata;
    this.#accumulator = parts.accumulator;
    this.#settings = settings;
    this.#events = events;
    this.#identity = new Identity(parts.connection, () => this.wake());
    this.#lanes = new NodeLanes(parts.connection, () => this.wake());
  }

  /** Something changed: look at it after this turn. */
  wake(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#connection.platform.timers.soon(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  /** While more than zero, batches do not linger. */
  flushing(change: 1 | -1): void {
    this.#flushing += change;
    this.wake();
  }

  /** Asks for metadata, at most once in a back-off. */
  refresh(): void {
    if (this.#refreshing || this.#closed) return;
    this.#refreshing = true;
    const nowMs = this.#nowMs();
    const pauseMs = Math.max(0, this.#refreshAtMs + this.#settings.retryBackoffMs - nowMs);
    this.#connection.platform.timers.after(pauseMs, () => {
      this.#refreshAtMs = this.#nowMs();
      void this.#metadata.refresh().then(
        () => this.#refreshed(undefined),
        (error: unknown) => this.#refreshed(error),
      );
    });
  }

  /** Fails everything that is left and ends. */
  close(error: OttlaClientError): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#lanes.close();
    for (const queue of [...this.#accumulator.active])
      for (const batch of [...queue.waiting, ...queue.underWay]) this.#fail(queue, batch, error);
  }

  #refreshed(error: unknown): void {
    this.#refreshing = false;
    if (error !== undefined)
      this.#connection.platform.logger.warn('producer.metadata.failed', { reason: messageOf(error) });
    this.#events.progressed();
    this.wake();
  }

  #nowMs(): number {
    return this.#connection.platform.clock.monotonicMs();
  }

  #turn(): void {
    if (this.#closed) return;
    const nowMs = this.#nowMs();
    this.#expire(nowMs);
    if (this.#hasIdentity()) {
      const lingerMs = this.#flushing > 0 || !this.#accumulator.hasRoom ? 0 : this.#settings.lingerMs;
      const collected = collect(this.#accumulator.active, this.#metadata.view, {
        nowMs,
        lingerMs,
        settings: this.#settings,
        laneOf: (nodeId, address) => this.#lanes.to(nodeId, address),
      });
      if (collected.needsMetadata) this.refresh();
      for (const request of collected.requests) this.#send(request, nowMs);
      this.#sleep(collected.nextAtMs, nowMs);
    } else this.#sleep(Infinity, nowMs);
    if (this.#metadata.isStale() && !this.#accumulator.isEmpty) this.refresh();
  }

  /** Whether batches may be sent: an idempotent producer needs its id, and asks for it only when nothing is under way. */
  #hasIdentity(): boolean {
    if (!this.#settings.idempotent || this.#identity.held !== undefined) return true;
    if (this.#accumulator.isEmpty) return false;
    const { problem } = this.#identity;
    if (problem !== undefined) this.#failAll(problem);
    else if (this.#underWay === 0) this.#identity.ask();
    return false;
  }

  /** Sleeps until the next batch is ready, or the oldest is too old. */
  #sleep(nextAtMs: number, nowMs: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    let wakeAtMs = nextAtMs;
    for (const { waiting } of this.#accumulator.active) {
      const first = waiting[0];
      if (first !== undefined) wakeAtMs = Math.min(wakeAtMs, first.createdAtMs + this.#settings.deliveryTimeoutMs);
    }
    if (Number.isFinite(wakeAtMs))
      this.#timer = this.#connection.platform.timers.after(Math.max(0, wakeAtMs - nowMs), () => this.#turn());
  }

  /** Fails batches that waited too long. */
  #expire(nowMs: number): void {
    const { deliveryTimeoutMs } = this.#settings;
    for (const queue of [...this.#accumulator.active]) {
      for (const batch of [...queue.waiting]) {
        if (nowMs - batch.createdAtMs < deliveryTimeoutMs) break;
        this.#giveUp(queue, batch, batch.mayHaveTakenEffect ? 'unknown' : 'definitelyFailed');
      }
    }
  }

  #giveUp(queue: PartitionQueue, batch: PendingBatch, outcome: 'unknown' | 'definitelyFailed'): void {
    const about = `${batch.recordCount} records for ${batch.topic}-${batch.partition}`;
    const message = `${about} were not stored within deliveryTimeoutMs (${this.#settings.deliveryTimeoutMs} ms)`;
    if (batch.producer !== undefined) this.#loseEpoch();
    this.#fail(queue, batch, new TimedOutError(message, { outcome }));
  }

  #send(collected: Collected, nowMs: number): void {
    const { stream, batches } = collected;
    for (const { queue, batch } of batches) this.#finish(queue, batch);
    const partitions = batches.map(({ batch, topicId }) => ({
      topic: batch.topic,
      topicId,
      partition: batch.partition,
      batches: batch.bytes ?? new Uint8Array(0),
    }));
    const { acks, requestTimeoutMs, deliveryTimeoutMs } = this.#settings;
    const oldestMs = Math.min(...batches.map(({ batch }) => batch.createdAtMs));
    const timeoutMs = Math.max(1, Math.min(requestTimeoutMs, Math.ceil(oldestMs + deliveryTimeoutMs - nowMs)));
    this.#underWay += 1;
    stream.send((correlationId) => ({ correlationId, acks, timeoutMs, partitions }), timeoutMs, {
      answered: (response) => this.#answered(batches, response),
      failed: (error, sent) => this.#callFailed(batches, error, sent),
    });
  }

  /** Gives a batch its sequence numbers and its final form, the first time that it is sent under this epoch. */
  #finish(queue: PartitionQueue, batch: PendingBatch): void {
    const { compression, crc32c } = this.#connection.platform;
    const { held } = this.#identity;
    if (held !== undefined && batch.producer === undefined) {
      batch.producer = { ...held, baseSequence: queue.nextSequence(batch.recordCount) };
      if (batch.bytes === undefined) batch.builder.setProducer(batch.producer);
      else setBatchProducer(batch.bytes, 0, batch.producer, crc32c);
    }
    batch.bytes ??= batch.builder.build(compression, crc32c);
  }

  #answered(batches: readonly Sent[], response: ProduceResponse): void {
    this.#underWay -= 1;
    for (const [index, sent] of batches.entries()) {
      const result = response.partitions[index];
      const matches = result?.partition === sent.batch.partition;
      if (matches) this.#settle(sent, result);
      else this.#retryOrFail(sent, lostAnswer(), 'the answer does not name the partition');
    }
    this.#events.progressed();
    this.wake();
  }

  #callFailed(batches: readonly Sent[], error: RpcError, wasSent: boolean): void {
    this.#underWay -= 1;
    if (this.#closed) return;
    for (const sent of batches) this.#retryOrFail(sent, { kind: 'call', error, sent: wasSent }, error.message);
    this.#events.progressed();
    this.wake();
  }

  #settle(sent: Sent, result: ProducePartitionResult): void {
    const { queue, batch } = sent;
    if (result.error !== undefined) {
      this.#retryOrFail(sent, { kind: 'code', code: result.error.code }, result.error.message, result);
      return;
    }
    this.#accumulator.release(queue, batch);
    batch.stored({ ...place(batch), baseOffset: result.baseOffset, logAppendTimeMs: result.logAppendTimeMs });
  }

  #retryOrFail({ queue, batch }: Sent, failure: Failure, reason: string, result?: ProducePartitionResult): void {
    const nowMs = this.#nowMs();
    const plan = planAnswer(failure, {
      attempts: batch.attempts + 1,
      retries: this.#settings.retries,
      leftMs: batch.createdAtMs + this.#settings.deliveryTimeoutMs - nowMs,
      backoffMs: this.#settings.retryBackoffMs,
      backoffMsMax: this.#settings.retryBackoffMaxMs,
      mayHaveTakenEffect: batch.mayHaveTakenEffect,
      chance: this.#connection.platform.randomness.uint32() / 2 ** 32,
      idempotent: this.#settings.idempotent,
      isFirst: queue.isFirst(batch),
    });
    switch (plan.kind) {
      case 'stored':
        this.#accumulator.release(queue, batch);
        batch.stored({
          ...place(batch),
          baseOffset: result?.baseOffset ?? -1,
          logAppendTimeMs: result?.logAppendTimeMs ?? -1,
        });
        return;
      case 'behind':
        batch.attempts += 1;
        this.#putBack(queue, batch);
        return;
      case 'newEpoch':
        batch.attempts += 1;
        this.#putBack(queue, batch);
        this.#loseEpoch();
        return;
      case 'retry':
        this.#connection.platform.logger.debug('producer.batch.retried', { ...place(batch), reason });
        batch.attempts += 1;
        batch.lastFailure = reason;
        batch.retryAtMs = nowMs + plan.afterMs;
        batch.mayHaveTakenEffect ||= plan.mayHaveTakenEffect;
        this.#putBack(queue, batch);
        if (plan.refreshMetadata) this.refresh();
        return;
      case 'fail':
        if (batch.producer !== undefined) this.#loseEpoch();
        this.#fail(queue, batch, failureError(failure, reason, { ...place(batch), outcome: plan.outcome }));
    }
  }

  /**
   * Sequence numbers begin anew under a new epoch. Batches that wait and may have been stored under the old one would be
   * stored twice: they fail with an unknown outcome. (KIP-360.)
   */
  #loseEpoch(): void {
    if (!this.#settings.idempotent || this.#identity.held === undefined) return;
    this.#identity.lose();
    this.#connection.platform.logger.info('producer.epoch.lost', {});
    for (const queue of this.#accumulator.queues()) queue.resetSequences();
    for (const queue of [...this.#accumulator.active])
      for (const batch of [...queue.waiting]) if (batch.producer !== undefined) this.#renumber(queue, batch);
  }

  /** A batch waits again. After the epoch was lost it needs new sequence numbers, if that is safe. */
  #putBack(queue: PartitionQueue, batch: PendingBatch): void {
    queue.putBack(batch);
    if (batch.producer !== undefined && this.#settings.idempotent && this.#identity.held === undefined)
      this.#renumber(queue, batch);
  }

  #renumber(queue: PartitionQueue, batch: PendingBatch): void {
    batch.producer = undefined;
    if (!batch.mayHaveTakenEffect) return;
    const reason = 'an answer was lost and the producer had to begin a new epoch';
    this.#fail(queue, batch, failureError(lostAnswer(), reason, { ...place(batch), outcome: 'unknown' }));
  }

  #failAll(error: OttlaClientError): void {
    for (const queue of [...this.#accumulator.active])
      for (const batch of [...queue.waiting]) this.#fail(queue, batch, error);
  }

  #fail(queue: PartitionQueue, batch: PendingBatch, error: OttlaClientError): void {
    this.#accumulator.release(queue, batch);
    batch.failed(error);
    this.#events.progressed();
  }
}

function lostAnswer(): Failure {
  return { kind: 'call', error: new RpcError('internal', 'the answer is incomplete'), sent: true };
}

function place(batch: PendingBatch): { readonly topic: string; readonly partition: number } {
  return { topic: batch.topic, partition: batch.partition };
}

function failureError(
  failure: Failure,
  reason: string,
  known: { readonly topic: string; readonly partition: number; readonly outcome: 'unknown' | 'definitelyFailed' },
): OttlaClientError {
  const about = `records for ${known.topic}-${known.partition}`;
  const error =
    failure.kind === 'code'
      ? errorOfItem({ code: failure.code, message: reason }, about)
      : errorOfRpc(failure.error, about);
  if (error.outcome === known.outcome) return error;
  const { kafkaError, retriable, cause } = error;
  return new TimedOutError(error.message, { kafkaError, retriable, cause, outcome: known.outcome });
}
