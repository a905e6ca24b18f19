import { type BrokerId, ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import {
  type BrokerRegistration,
  isActive,
  type LocalQuorum,
  type MemberChange,
  type MetadataAccess,
  type QuorumDescription,
  type SnapshotTaken,
} from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import { type Caller, clusterResource } from '../admission/principal.ts';
import { submit } from './submit.ts';

/** What the service stands on. */
export interface QuorumSurroundings {
  readonly metadata: MetadataAccess;
  readonly admission: Admission;
}

/** The quorum and the brokers, from this node. */
export interface ClusterHealth {
  readonly asked: LocalQuorum;
  /** As the leader sees it, or why none could be asked. */
  readonly quorum: QuorumDescription | ProtocolOutcome;
  /** Sorted by id. */
  readonly brokers: readonly BrokerRegistration[];
}

/** The quorum that keeps the metadata: who is in it and how it fares, and what operators change. */
export class QuorumService {
  readonly #around: QuorumSurroundings;

  constructor(around: QuorumSurroundings) {
    this.#around = around;
  }

  /** An outcome alone: the caller may not know. */
  async describe(caller: Caller): Promise<ClusterHealth | ProtocolOutcome> {
    const { admission, metadata } = this.#around;

    if (!admission.authorize(caller, 'describe', clusterResource)) return forbidden;
    const described = await metadata.quorum.describe();
    const brokers = [...metadata.image().brokers.values()].sort((a, b) => a.id - b.id);
    return { asked: metadata.quorum.local(), quorum: described, brokers };
  }

  async changeMembers(caller: Caller, change: MemberChange): Promise<ProtocolOutcome> {
    return this.#mayAlter(caller) ? await this.#around.metadata.quorum.changeMembers(change) : forbidden;
  }

  async transferLeadership(caller: Caller, to: number): Promise<ProtocolOutcome> {
    return this.#mayAlter(caller) ? await this.#around.metadata.quorum.transferLeadership(to) : forbidden;
  }

  async takeSnapshot(caller: Caller): Promise<SnapshotTaken & { readonly nodeId: number }> {
    const { quorum } = this.#around.metadata;
    const { nodeId } = quorum.local();
    if (!this.#mayAlter(caller)) return { nodeId, outcome: forbidden, position: 0 };
    return { nodeId, ...(await quorum.takeSnapshot()) };
  }

  /** Forgets a broker that is out of service; its partitions stay without a leader. */
  async unregisterBroker(caller: Caller, id: number): Promise<ProtocolOutcome> {
    const { metadata } = this.#around;
    if (!this.#mayAlter(caller)) return forbidden;
    const brokerId = id as BrokerId;
    // What this node last heard may be old: it may be behind, or no member any more.
    if (!(await metadata.caughtUp()))
      return outcome(
        ErrorCode.NOT_CONTROLLER,
        `No leader of the metadata could say whether broker ${id} is in service. Nothing was changed; ask another node.`,
      );
    if (isActive(metadata.image().brokers.get(brokerId)))
      return outcome(
        ErrorCode.INVALID_REQUEST,
        `Broker ${id} is in service and would register again at once; stop it first. Nothing was changed.`,
      );
    const result = await submit(metadata, { kind: 'unregisterBroker', brokerId });
    return result.ok ? result.reply.outcome : result.outcome;
  }

  #mayAlter(caller: Caller): boolean {
    return this.#around.admission.authorize(caller, 'alter', clusterResource);
  }
}

const forbidden = outcome(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
