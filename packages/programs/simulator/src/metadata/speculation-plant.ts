/** The planted bug in which a node tells what its commands under way would leave, as if they were committed. */
import { decodeRecords, type MetadataImage, type PlanContext, plan, replayAll } from '@ottla/metadata-core';
import type { ReplicatedLog } from '@ottla/metadata-service';
import type { ClientAccess } from './plants.ts';

/** What each log has taken in and not told the end of. */
const underWay = new WeakMap<ReplicatedLog, Uint8Array[]>();

/** A log that notes what is under way; `proposed` says under which name it is known. */
export function speculates(log: ReplicatedLog): {
  readonly propose: ReplicatedLog['propose'];
  readonly proposed: (known: ReplicatedLog) => ReplicatedLog;
} {
  const open: Uint8Array[] = [];
  return {
    propose: (bytes) => {
      const ended = log.propose(bytes);
      open.push(bytes);
      void ended.then(() => open.splice(open.indexOf(bytes), 1));
      return ended;
    },
    proposed: (known) => {
      underWay.set(known, open);
      return known;
    },
  };
}

export function answersFromSpeculation(access: ClientAccess, log: ReplicatedLog): ClientAccess['submit'] {
  return (command, options) => {
    const open = underWay.get(log) ?? [];
    if (command.kind !== 'transact' || open.length === 0) return access.submit(command, options);
    const { records, reply } = plan(speculative(access.image(), open), command, context);
    if (records.length > 0) return access.submit(command, options);
    return Promise.resolve({ kind: 'committed', reply: reply as never, position: 0 as never });
  };
}

function speculative(image: MetadataImage, open: readonly Uint8Array[]): MetadataImage {
  return open.reduce((before, bytes) => replayAll(before, decodeRecords(bytes)), image);
}

/** Transactions ask nothing of it. */
const context: PlanContext = {
  randomTopicId: () => '' as never,
  placementStart: () => 0,
  node: { brokerId: 0 as never, texts: new Map() },
  replicasMax: 1,
};
