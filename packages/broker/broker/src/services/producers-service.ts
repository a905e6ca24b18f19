import { type BrokerId, ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import type { ProducerDescription } from '@ottla/log';
import type { MetadataAccess, TopicReference } from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import { type Caller, clusterResource } from '../admission/principal.ts';
import { producerIdWaitersMax } from '../limits.ts';
import { findPartition } from '../partitions/lookup.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';

/** What the service stands on. */
export interface ProducersSurroundings {
  readonly nodeId: BrokerId;
  readonly metadata: MetadataAccess;
  readonly partitions: PartitionTable;
  readonly admission: Admission;
}

/** A producer's new identity; -1 when refused. */
export interface ProducerIdentity {
  readonly outcome: ProtocolOutcome;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** The producers that a partition remembers. */
export interface PartitionProducers {
  readonly error: ErrorCode;
  readonly producers: readonly ProducerDescription[];
}

/** Hands out producer ids from blocks that the metadata service gives, and tells which producers a partition knows. */
export class ProducersService {
  readonly #around: ProducersSurroundings;
  #next = 0;
  #end = 0;
  #refill: Promise<ProtocolOutcome> | undefined;
  #waiters = 0;

  constructor(around: ProducersSurroundings) {
    this.#around = around;
  }

  /**
   * A new id with epoch 0, whatever id the producer had. Transactions are not served: their producers hear
   * UNSUPPORTED_VERSION, on which clients give up at once instead of trying for minutes.
   */
  async initProducerId(caller: Caller, transactionalId: string | undefined): Promise<ProducerIdentity> {
    if (transactionalId !== undefined)
      return refused(
        outcome(ErrorCode.UNSUPPORTED_VERSION, 'This broker does not serve transactions; leave transactional.id out.'),
      );
    if (!this.#around.admission.authorize(caller, 'idempotentWrite', clusterResource))
      return refused(outcome(ErrorCode.CLUSTER_AUTHORIZATION_FAILED));
    while (this.#next >= this.#end) {
      if (this.#waiters >= producerIdWaitersMax) return refused(outcome(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
      const filled = await this.#waitForBlock();
      if (filled.code !== ErrorCode.NONE) return refused(filled);
    }
    const producerId = this.#next;
    this.#next += 1;
    return { outcome: success, producerId, producerEpoch: 0 };
  }

  /** The active producers of a partition led here. */
  describeProducers(caller: Caller, topic: TopicReference, partition: number): PartitionProducers {
    const found = findPartition(this.#around, topic, partition);
    if (found.topicName !== undefined) {
      const allowed = this.#around.admission.authorize(caller, 'read', { kind: 'topic', name: found.topicName });
      if (!allowed) return { error: ErrorCode.TOPIC_AUTHORIZATION_FAILED, producers: [] };
    }
    if (found.partition === undefined) return { error: found.error, producers: [] };
    if (!found.partition.isLeader) return { error: ErrorCode.NOT_LEADER_OR_FOLLOWER, producers: [] };
    return { error: ErrorCode.NONE, producers: found.partition.log.producers() };
  }

  async #waitForBlock(): Promise<ProtocolOutcome> {
    this.#waiters += 1;
    try {
      this.#refill ??= this.#takeBlock().finally(() => (this.#refill = undefined));
      return await this.#refill;
    } finally {
      this.#waiters -= 1;
    }
  }

  async #takeBlock(): Promise<ProtocolOutcome> {
    const { metadata, nodeId } = this.#around;
    const registration = metadata.image().brokers.get(nodeId);
    const brokerEpoch = registration?.epoch;
    const result =
      brokerEpoch === undefined
        ? undefined
        : await metadata.submit({ kind: 'allocateProducerIds', brokerId: nodeId, brokerEpoch });
    if (result?.kind !== 'committed' || result.reply.outcome.code !== ErrorCode.NONE)
      return outcome(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    this.#next = result.reply.firstProducerId;
    this.#end = result.reply.firstProducerId + result.reply.count;
    return success;
  }
}

/** The identity of a producer that gets none. */
function refused(why: ProtocolOutcome): ProducerIdentity {
  return { outcome: why, producerId: -1, producerEpoch: -1 };
}
