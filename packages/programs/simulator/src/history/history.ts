/** Collects the operations of a run. It judges nothing. */
import type { PartitionKey, PollOperation, ProducerIdGrant, Refusal, SendOperation } from './operations.ts';

/** All that clients saw in one run. */
export class History {
  readonly sends: SendOperation[] = [];
  readonly polls: PollOperation[] = [];
  readonly refusals: Refusal[] = [];
  readonly grants: ProducerIdGrant[] = [];
  /** Topics that somebody tried to delete: nothing is promised about them any more. */
  readonly deletedTopics: Set<string> = new Set();
  /** The node went down other than by a clean stop, or its disk failed: what was not fully acknowledged may be gone. */
  disturbed = false;
  /** How many times everything was read by a fresh client. */
  finalReads = 0;

  send(operation: Omit<SendOperation, 'outcome' | 'baseOffset'>): SendOperation {
    const open: SendOperation = { ...operation, outcome: 'unknown', baseOffset: undefined };
    this.sends.push(open);
    return open;
  }

  poll(operation: PollOperation): void {
    this.polls.push(operation);
  }

  /** Whether promises about the partition still hold. */
  isAlive(key: PartitionKey): boolean {
    return !this.deletedTopics.has(topicOf(key));
  }
}

/** The name of a partition of a topic. */
export function partitionKey(topic: string, partition: number): PartitionKey {
  return `${topic}/${partition}`;
}

/** The topic of a partition. */
export function topicOf(key: PartitionKey): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** The index of a partition. */
export function indexOf(key: PartitionKey): number {
  return Number(key.slice(key.lastIndexOf('/') + 1));
}
