/**
 * Planted bugs of the metadata cluster: each stands between the service and what it is built upon, or between it and its clients. There
 * is no switch for them in the service.
 */
import type { Clock, Crc32c, KeyValueStores } from '@ottla/base';
import type { MetadataAccess, Watch } from '@ottla/metadata-core';
import type { CommittedEntry, LogFollower, LogSnapshot, ReplicatedLog } from '@ottla/metadata-service';
import type { SeededRandomness } from '@ottla/testing';
import { unsyncedMetadata } from '../plants/store-plants.ts';
import { answersFromSpeculation, speculates } from './speculation-plant.ts';
import type { MetadataSwarm } from './swarm.ts';
import { lateSnapshots } from './trim-plant.ts';

/** What clients use of a node. */
export type ClientAccess = Pick<MetadataAccess, 'submit' | 'caughtUp' | 'keepAlive' | 'watch' | 'image'>;

export interface MetadataPlant {
  readonly name: string;
  readonly mistake: string;
  /** A world in which it shows sooner. */
  readonly swarm?: Partial<MetadataSwarm>;
  readonly log?: (log: ReplicatedLog, chance: SeededRandomness) => ReplicatedLog;
  /** `log`: that of the same node, with what is planted there. */
  readonly access?: (access: ClientAccess, log: ReplicatedLog) => ClientAccess;
  readonly stores?: (stores: KeyValueStores) => KeyValueStores;
  readonly crc32c?: Crc32c;
  readonly clock?: (clock: Clock) => Clock;
  /** A node on a wiped disk starts as the founder that it was. */
  readonly trustsEmptyDisks?: boolean;
}

export const metadataPlants: readonly MetadataPlant[] = [
  {
    name: 'reads-without-asking',
    mistake: 'a read is answered from what this node has, without asking the leader (FAULT-22, FAULT-23)',
    access: (access) => changedAccess(access, { caughtUp: () => Promise.resolve(true) }),
  },
  {
    name: 'unverified-replies',
    mistake: 'a reply that changes nothing is given without looking whether this node still leads',
    log: (log) => changedLog(log, { caughtUp: () => Promise.resolve(true) }),
    swarm: { faults: ['pause', 'isolate'], faultEveryMs: 300 },
  },
  {
    name: 'reply-before-commit',
    mistake: 'a command is acknowledged when it is proposed',
    log: (log) =>
      changedLog(log, {
        propose: (bytes) => {
          void log.propose(bytes);
          return Promise.resolve({ kind: 'committed', position: (log.member?.status().lastIndex ?? 0) as never });
        },
      }),
  },
  {
    name: 'unknown-is-refused',
    mistake: 'a command whose leader was deposed is told not to have happened',
    log: (log) =>
      changedLog(log, {
        propose: async (bytes) => {
          const ended = await log.propose(bytes);
          return ended.kind === 'unknown' ? { kind: 'refused', reason: 'notLeader' } : ended;
        },
      }),
    swarm: { faults: ['isolate', 'power-loss', 'transfer'], faultEveryMs: 300 },
  },
  {
    name: 'speculative-replies',
    mistake: 'a reply that changes nothing is given without waiting for the commands that it was planned upon',
    log: (log) => {
      const { propose, proposed } = speculates(log);
      return proposed(changedLog(log, { propose }));
    },
    access: (access, log) => changedAccess(access, { submit: answersFromSpeculation(access, log) }),
    swarm: { faults: ['isolate', 'power-loss', 'transfer'], faultEveryMs: 300 },
  },
  {
    name: 'skipped-entry',
    mistake: 'now and then a node does not apply an entry',
    log: (log, chance) =>
      changedFollower(log, (follower) => ({
        committed: (entries) => {
          follower.committed(entries.filter(() => !chance.chance(0.002)));
        },
      })),
  },
  {
    name: 'snapshot-of-the-past',
    mistake: 'a snapshot holds less than it says',
    log: (log) => changedLog(log, { saveSnapshot: savesThePast(log) }),
    swarm: { faults: ['power-loss', 'clean-stop', 'snapshot'], snapshotEveryMs: 400, retainedEntries: 2 },
  },
  {
    name: 'hasty-session-clock',
    mistake: 'the clock of sessions runs three times too fast',
    clock: (clock) => ({ monotonicMs: () => clock.monotonicMs() * 3, wallMs: () => clock.wallMs() }),
    swarm: { faults: [] },
  },
  {
    name: 'signs-of-life-ignored',
    mistake: 'a sign of life is confirmed and not told to the session clock',
    access: (access) => changedAccess(access, { keepAlive: () => Promise.resolve('alive') }),
  },
  {
    name: 'watch-resumes-too-late',
    mistake: 'a watch that is resumed begins with what comes next',
    access: (access) =>
      changedAccess(access, {
        watch: (filter, _after, ready) => access.watch(filter, access.image().coordination.revision, ready),
      }),
  },
  {
    name: 'restart-leaves-out',
    mistake: 'a watch that is told everything anew is not told of one key',
    access: (access) =>
      changedAccess(access, {
        watch: (filter, after, ready) => forgetful(access.watch(filter, after, ready)),
      }),
  },
  {
    name: 'unsynced-entries',
    mistake: 'entries and votes are confirmed before they are synced (FAULT-14, FAULT-16)',
    stores: unsyncedMetadata.keyValueStores ?? ((stores) => stores),
    swarm: { faults: ['power-loss', 'power-loss-of-all'], faultEveryMs: 300 },
  },
  {
    name: 'early-trim',
    mistake: 'entries are deleted before the snapshot that covers them is durable',
    stores: lateSnapshots,
    swarm: { faults: ['power-loss', 'power-loss-of-all'], faultEveryMs: 300, snapshotEveryMs: 400, retainedEntries: 2 },
  },
  {
    name: 'wiped-node-votes',
    mistake: 'a founder whose disk is empty starts as if it were new (FAULT-27)',
    trustsEmptyDisks: true,
    swarm: { founders: 3, faults: ['wipe', 'isolate'], faultEveryMs: 300 },
  },
  {
    name: 'blind-checksums',
    mistake: 'damaged values are taken for whole ones',
    crc32c: () => 0,
    swarm: { faults: ['bit-flip', 'power-loss'], faultEveryMs: 300 },
  },
];

export function findMetadataPlant(name: string): MetadataPlant | undefined {
  return metadataPlants.find((plant) => plant.name === name);
}

function changedAccess(access: ClientAccess, changes: Partial<ClientAccess>): ClientAccess {
  return {
    submit: (command, options) => access.submit(command, options),
    caughtUp: () => access.caughtUp(),
    keepAlive: (session) => access.keepAlive(session),
    watch: (filter, after, ready) => access.watch(filter, after, ready),
    image: () => access.image(),
    ...changes,
  };
}

function forgetful(watch: Watch | undefined): Watch | undefined {
  if (watch === undefined) return undefined;
  return {
    get isOutOfTouch() {
      return watch.isOutOfTouch;
    },
    take: () => {
      const batch = watch.take();
      return batch?.restarted === true ? { ...batch, keys: batch.keys.slice(1) } : batch;
    },
    close: () => watch.close(),
  };
}

/** A log of which some calls are replaced; everything else is its own. */
function changedLog(log: ReplicatedLog, changes: Partial<ReplicatedLog>): ReplicatedLog {
  return new Proxy(log, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in changes ? changes : target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function changedFollower(log: ReplicatedLog, change: (follower: LogFollower) => Partial<LogFollower>): ReplicatedLog {
  return changedLog(log, {
    start: (follower) =>
      log.start({
        installSnapshot: (snapshot) => follower.installSnapshot(snapshot),
        isReadable: (pieces) => follower.isReadable(pieces),
        committed: (entries: readonly CommittedEntry[]) => follower.committed(entries),
        leadershipChanged: (leadership) => follower.leadershipChanged(leadership),
        failed: (error) => follower.failed(error),
        ...change(follower),
      }),
  });
}

function savesThePast(log: ReplicatedLog): ReplicatedLog['saveSnapshot'] {
  let before: LogSnapshot | undefined;
  return (snapshot) => {
    const { pieces } = before ?? snapshot;
    before = snapshot;
    return log.saveSnapshot({ ...snapshot, pieces });
  };
}
