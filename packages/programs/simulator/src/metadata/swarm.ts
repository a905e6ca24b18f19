/** What a seed makes of a metadata cluster: how many nodes, which faults, how slow. A fifth of the worlds has no faults. */
import type { SeededRandomness } from '@ottla/testing';

export const metadataFaults = [
  'power-loss',
  'power-loss-of-all',
  'clean-stop',
  'pause',
  'isolate',
  'one-way',
  'ring',
  'dead-connections',
  'store-error',
  'wall-jump',
  'transfer',
  'snapshot',
  'members',
  'wipe',
  'bit-flip',
] as const;
export type MetadataFault = (typeof metadataFaults)[number];

export interface MetadataSwarm {
  readonly founders: number;
  readonly faults: readonly MetadataFault[];
  readonly faultEveryMs: number;
  readonly safetyMs: number;
  readonly syncMsMax: number;
  readonly wireMsMax: number;
  /** Part of the messages that take much longer; what is behind them in their stream waits. */
  readonly lateRate: number;
  readonly retainedEntries: number;
  readonly snapshotChunkBytes: number;
  readonly snapshotEveryMs: number;
  readonly clients: number;
  readonly groups: number;
  readonly thinkMs: number;
  readonly sessionTimeoutMs: number;
}

export function drawMetadataSwarm(chance: SeededRandomness): MetadataSwarm {
  const isCalm = chance.chance(0.2);
  const likely = chance.pick([0.25, 0.5, 0.8]);
  return {
    founders: chance.pick([3, 3, 3, 5]),
    faults: metadataFaults.filter(() => chance.chance(likely) && !isCalm),
    faultEveryMs: chance.pick([300, 800, 2_000]),
    safetyMs: isCalm ? 3_000 : chance.between(7_000, 11_000),
    syncMsMax: chance.pick([1, 4, 30]),
    wireMsMax: chance.pick([0, 2, 15]),
    lateRate: chance.pick([0, 0, 0.01]),
    retainedEntries: chance.pick([2, 20, 1_000]),
    snapshotChunkBytes: chance.pick([200, 2_000, 100_000]),
    snapshotEveryMs: chance.pick([400, 1_500, 100_000]),
    clients: chance.between(5, 8),
    groups: chance.between(2, 5),
    thinkMs: chance.pick([6, 8, 12]),
    sessionTimeoutMs: chance.pick([1_500, 3_000, 4_500]),
  };
}
