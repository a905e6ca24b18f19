/**
 * Planted bugs: each breaks one rule, or what a shell promises. The simulation has to find every one of them; so we know that it
 * can find their like.
 */
import type { Message, RaftRules } from '@ottla/raft-core';
import { lower, raftRules } from '@ottla/raft-core';
import type { Swarm } from './swarm.ts';

export interface Plant {
  readonly name: string;
  /** Which mistake this stands for. */
  readonly mistake: string;
  readonly rules?: Partial<RaftRules>;
  /** What a node that is wrong about messages makes of one. */
  readonly hears?: (message: Message) => readonly Message[];
  /** A world in which it shows sooner. */
  readonly swarm?: Partial<Swarm>;
  /** The shell confirms writes that it did not sync. */
  readonly liesAboutSyncs?: boolean;
  /** The shell starts a node on a wiped disk as if nothing had been there. */
  readonly trustsEmptyDisks?: boolean;
}

/** Leaders that go on writing while they are cut off, and nodes that crash and come back soon. */
const divergingLogs: Partial<Swarm> = {
  steps: 800,
  voters: 3,
  joiners: 0,
  crashRate: 0.03,
  restartRate: 0.3,
  partitionRate: 0.15,
  oneWayRate: 0,
  fallRate: 0,
  lossRate: 0.02,
  overflowRate: 0,
  delayMax: 1,
  writeRate: 0.8,
  syncRate: 0.9,
  membershipRate: 0,
  transferRate: 0,
  snapshotRate: 0,
  pauseRate: 0,
  wipes: false,
  preVote: 'none',
};

/** Members come and go while the network is split. */
const movingMembers: Partial<Swarm> = {
  steps: 800,
  voters: 3,
  joiners: 3,
  membershipRate: 0.3,
  wipes: false,
  partitionRate: 0.1,
  oneWayRate: 0,
  overflowRate: 0,
  lossRate: 0.05,
  damageRate: 0,
  delayMax: 1,
  writeRate: 0.4,
  syncRate: 0.9,
  crashRate: 0,
  fallRate: 0,
  pauseRate: 0,
  snapshotRate: 0,
  transferRate: 0,
};

/** Leaders that are paused or replaced, and asked all the same. */
const staleLeaders: Partial<Swarm> = {
  voters: 5,
  joiners: 0,
  partitionRate: 0,
  oneWayRate: 0,
  crashRate: 0,
  fallRate: 0,
  membershipRate: 0,
  snapshotRate: 0,
  lossRate: 0,
  pauseRate: 0.004,
  readRate: 0.6,
  writeRate: 0.8,
  delayMax: 1,
  syncRate: 0.9,
  preVote: 'all',
};

export const plants: readonly Plant[] = [
  {
    name: 'vote-before-sync',
    mistake: 'a vote leaves before it is durable (FAULT-14)',
    rules: { waitsForDisk: (kind) => kind !== 'vote' && kind !== 'voteReply' && raftRules.waitsForDisk(kind) },
  },
  {
    name: 'confirm-before-sync',
    mistake: 'entries are confirmed before they are durable (FAULT-16)',
    rules: { waitsForDisk: (kind) => kind !== 'appendAccepted' && raftRules.waitsForDisk(kind) },
  },
  {
    name: 'own-log-unsynced',
    mistake: 'the leader counts its own log before it is durable (FAULT-16)',
    rules: { ownMatch: (_durable, last) => last },
  },
  { name: 'lying-sync', mistake: 'the shell confirms what it did not sync (FAULT-17)', liesAboutSyncs: true },
  {
    name: 'forgotten-vote',
    mistake: 'the vote is forgotten by a restart (FAULT-14)',
    rules: { rememberedVote: () => undefined },
    swarm: { ...divergingLogs, steps: 400, partitionRate: 0.05, fallRate: 0.1 },
  },
  {
    name: 'wiped-disk-votes',
    mistake: 'a node that lost its disk votes as if it were new (FAULT-27)',
    trustsEmptyDisks: true,
    swarm: { voters: 3, wipes: true, membershipRate: 0, fallRate: 0, crashRate: 0.01, writeRate: 0.8 },
  },
  { name: 'two-votes', mistake: 'whoever asks gets a vote', rules: { mayVoteFor: () => true } },
  {
    name: 'pre-vote-counts',
    mistake: 'the answer to a pre-vote counts as a vote (FAULT-6)',
    hears: (message) =>
      message.kind === 'preVoteReply' && message.granted ? [message, { ...message, kind: 'voteReply' }] : [message],
  },
  { name: 'any-log-wins', mistake: 'a candidate needs no up-to-date log', rules: { isUpToDate: () => true } },
  {
    name: 'longest-log-wins',
    mistake: 'logs are compared by length alone',
    rules: { isUpToDate: (candidate, own) => candidate.index >= own.index },
    swarm: divergingLogs,
  },
  {
    name: 'learner-counts',
    mistake: 'learners count in quorums',
    rules: { groupsOf: ({ voters, learners }) => [[...voters, ...learners]] },
  },
  { name: 'joint-ignored', mistake: 'the old voters are not asked', rules: { groupsOf: ({ voters }) => [voters] } },
  {
    name: 'no-joint',
    mistake: 'voters change at once, however many',
    rules: { transition: (_from, to) => to },
    swarm: movingMembers,
  },
  { name: 'conflict-kept', mistake: 'conflicting entries are not truncated', rules: { conflicts: () => false } },
  {
    name: 'heartbeat-commit',
    mistake: 'a heartbeat tells what the follower may not hold, and the follower believes it',
    rules: { toldCommit: (commit) => commit, followerCommit: (commit, _agreed, last) => lower(commit, last) },
    swarm: { ...divergingLogs, lossRate: 0.15 },
  },
  {
    name: 'read-without-round',
    mistake: 'a leader answers reads without asking anybody (FAULT-23)',
    rules: { roundOfRead: () => 0 },
    swarm: staleLeaders,
  },
  {
    name: 'read-in-old-round',
    mistake: 'a read is confirmed by a round that began before it',
    rules: { roundOfRead: (lastRound) => lastRound },
    swarm: staleLeaders,
  },
  {
    name: 'early-read',
    mistake: 'a new leader answers reads before it has committed in its term (FAULT-22)',
    rules: { mayBeginRead: () => true },
  },
  {
    name: 'old-snapshot',
    mistake: 'an old snapshot replaces a newer log (FAULT-18)',
    rules: { isNewSnapshot: () => true },
    swarm: {
      voters: 3,
      retainedEntries: [0],
      snapshotRate: 0.3,
      doubleRate: 0.3,
      delayMax: 25,
      snapshotChunkBytes: 10_000,
      lossRate: 0.1,
    },
  },
  {
    name: 'nobody-is-loyal',
    mistake: 'a pre-vote is given against a leader that is heard (FAULT-7, FAULT-11)',
    rules: { isLoyal: () => false },
  },
  {
    name: 'pre-vote-for-the-past',
    mistake: 'a pre-vote is given for a term in which the voter has acted',
    rules: { mayPreVoteIn: () => true },
  },
  {
    name: 'two-changes',
    mistake: 'a change of the membership does not wait for the one before (FAULT-12)',
    rules: { mayChangeMembership: () => true },
    swarm: movingMembers,
  },
  {
    name: 'no-check-quorum',
    mistake: 'a leader without a quorum leads on (FAULT-8)',
    rules: { hasLostQuorum: () => false },
  },
];
