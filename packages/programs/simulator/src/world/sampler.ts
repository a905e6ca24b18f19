/**
 * Looks into the running node now and then: bounds of its logs, and whether anything that was durable came back smaller
 * after a restart. What it finds are violations of INV-LOG-1 and of the durable end that replication stands on.
 */
import type { LeaderEpoch } from '@ottla/base';
import type { PartitionLog } from '@ottla/log';
import { encodeRecords, type MetadataImage, type MetadataRecord, snapshotRecords } from '@ottla/metadata-core';
import { nodeCrc32c } from '@ottla/platform-node';
import type { AssembledNode } from 'ottla';
import type { Violation } from '../checkers/violation.ts';

interface Bounds {
  readonly start: number;
  readonly durable: number;
}

interface MetadataMark {
  readonly position: number;
  readonly checksum: number;
}

/** Commands that every start of a node writes: its registration. */
const entriesOfStart = 1;

const noEpochs = { leaderEpoch: 0 as LeaderEpoch, partitionEpoch: 0 };

/** Remembers over restarts. */
export class Sampler {
  readonly #report: (violation: Violation) => void;
  readonly #bounds = new Map<string, Bounds>();
  #metadata: MetadataMark | undefined;

  constructor(report: (violation: Violation) => void) {
    this.#report = report;
  }

  /** Looks at all logs. */
  look(node: AssembledNode): void {
    for (const log of node.logs.logs.values()) this.#lookAt(log);
    this.#metadata = markOf(node);
  }

  /** Compares the metadata of a fresh start with what was last seen. */
  started(node: AssembledNode): void {
    const before = this.#metadata;
    const now = markOf(node);
    this.#metadata = now;
    if (before === undefined) return;
    const restored = now.position - entriesOfStart;
    if (restored < before.position)
      this.#violate('metadata-restart', `committed metadata went back from ${before.position} to ${restored}`);
    else if (restored === before.position && now.checksum !== before.checksum)
      this.#violate('metadata-restart', `the image at ${restored} differs after the restart`);
  }

  #lookAt(log: PartitionLog): void {
    const { topicId, partition, startOffset, durableEndOffset, writtenEndOffset, endOffset } = log;
    const key = `${topicId}/${partition}`;
    const isOrdered =
      startOffset <= durableEndOffset && durableEndOffset <= writtenEndOffset && writtenEndOffset <= endOffset;
    if (!isOrdered) {
      const numbers = [startOffset, durableEndOffset, writtenEndOffset, endOffset].join(' ');
      this.#violate('INV-LOG-1', `${key}: start, durable, written, end are ${numbers}`);
    }
    const before = this.#bounds.get(key);
    if (before !== undefined && startOffset < before.start)
      this.#violate('log-start-restart', `${key}: the start went back from ${before.start} to ${startOffset}`);
    if (before !== undefined && durableEndOffset < before.durable)
      this.#violate('durable-end-back', `${key}: the durable end went from ${before.durable} to ${durableEndOffset}`);
    this.#bounds.set(key, { start: startOffset, durable: durableEndOffset });
  }

  #violate(invariant: string, message: string): void {
    this.#report({ invariant, message });
  }
}

function markOf(node: AssembledNode): MetadataMark {
  return { position: node.metadata.position(), checksum: checksumOf(node.metadata.image()) };
}

/** Of everything but what each start renews: the registration of the broker and the epochs of the partitions that it leads. */
function checksumOf(image: MetadataImage): number {
  const kept: MetadataRecord[] = [];
  for (const record of snapshotRecords(image)) {
    if (record.kind === 'brokerRegistered' || record.kind === 'brokerEpochsReserved') continue;
    kept.push(record.kind === 'partitionSet' ? { ...record, state: { ...record.state, ...noEpochs } } : record);
  }
  return nodeCrc32c(encodeRecords(kept));
}
