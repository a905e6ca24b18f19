/** What a node is started with. */
import { assert, type Randomness } from '@ottla/base';
import type { NodeId } from '../ids.ts';
import * as defaults from '../limits.ts';

export interface RaftOptions {
  readonly id: NodeId;
  /** Draws waiting times, and the number of this life; it must not repeat itself from start to start. */
  readonly randomness: Randomness;
  readonly electionTicks?: number;
  readonly heartbeatTicks?: number;
  /** Whether a node asks before it campaigns (dissertation 9.6). Off only to prove that mixtures get along. */
  readonly preVote?: boolean;
  /**
   * The node neither votes nor campaigns, for as long as it runs: its disk is known to have lost something. It takes the log and
   * may be read. Nothing of it is written: each start has to say so again. The way back is to remove it and to add it under a new id.
   */
  readonly abstains?: boolean;
  readonly limits?: Partial<RaftLimits>;
}

/** The bounds that a shell may choose; what is left out is as in `limits.ts`. */
export interface RaftLimits {
  readonly proposalBytesMax: number;
  readonly openBytesMax: number;
  readonly openEntriesMax: number;
  readonly appendBytesMax: number;
  readonly appendsInFlightMax: number;
  readonly appendBytesInFlightMax: number;
  readonly handedOverEntriesMax: number;
  readonly handedOverBytesMax: number;
  readonly readsWaitingMax: number;
  readonly snapshotChunkBytes: number;
  readonly snapshotChunksInFlightMax: number;
  readonly retainedEntries: number;
  readonly retainedBytesMax: number;
}

/** Options without gaps. */
export interface RaftSettings {
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly preVote: boolean;
  readonly limits: RaftLimits;
}

export function settingsOf(options: RaftOptions): RaftSettings {
  const settings = withDefaults(options);
  assert(settings.heartbeatTicks >= 1, 'a heartbeat comes at most with each tick');
  assert(settings.electionTicks >= settings.heartbeatTicks, 'patience outlasts a heartbeat');
  return settings;
}

function withDefaults(options: RaftOptions): RaftSettings {
  return {
    electionTicks: options.electionTicks ?? defaults.electionTicksDefault,
    heartbeatTicks: options.heartbeatTicks ?? defaults.heartbeatTicksDefault,
    preVote: options.preVote ?? true,
    limits: {
      proposalBytesMax: defaults.proposalBytesMax,
      openBytesMax: defaults.openBytesMax,
      openEntriesMax: defaults.openEntriesMax,
      appendBytesMax: defaults.appendBytesMax,
      appendsInFlightMax: defaults.appendsInFlightMax,
      appendBytesInFlightMax: defaults.appendBytesInFlightMax,
      handedOverEntriesMax: defaults.handedOverEntriesMax,
      handedOverBytesMax: defaults.handedOverBytesMax,
      readsWaitingMax: defaults.readsWaitingMax,
      snapshotChunkBytes: defaults.snapshotChunkBytes,
      snapshotChunksInFlightMax: defaults.snapshotChunksInFlightMax,
      retainedEntries: defaults.retainedEntries,
      retainedBytesMax: defaults.retainedBytesMax,
      ...options.limits,
    },
  };
}
