/** What kind of world a seed makes: which faults there are, and how many. Each seed leaves some of them out. */
import type { SeededRandomness } from '@ottla/testing';

export interface Swarm {
  readonly voters: number;
  /** Nodes that may join. */
  readonly joiners: number;
  readonly steps: number;
  readonly lossRate: number;
  readonly doubleRate: number;
  /** Steps that a message may take; more than one reorders. */
  readonly delayMax: number;
  readonly partitionRate: number;
  readonly oneWayRate: number;
  readonly crashRate: number;
  readonly restartRate: number;
  readonly pauseRate: number;
  readonly syncRate: number;
  readonly writeRate: number;
  readonly readRate: number;
  readonly snapshotRate: number;
  readonly membershipRate: number;
  readonly transferRate: number;
  /** Snapshots that arrive damaged. */
  readonly damageRate: number;
  /** Messages that a shell throws away, and says so. */
  readonly overflowRate: number;
  /** One voter loses its disk, and abstains from then on. Only where nobody moves. */
  readonly wipes: boolean;
  /** A node that has just been elected crashes. */
  readonly fallRate: number;
  /** Each host draws one of them. */
  readonly retainedEntries: readonly number[];
  readonly appendBytesMax: number;
  readonly snapshotChunkBytes: number;
  readonly preVote: 'all' | 'some' | 'none';
}

export function drawSwarm(randomness: SeededRandomness): Swarm {
  const sometimes = (rate: number) => (randomness.chance(0.6) ? rate * (0.2 + randomness.below(100) / 100) : 0);
  const wipes = randomness.chance(0.2);
  return {
    damageRate: sometimes(0.3),
    overflowRate: sometimes(0.03),
    wipes,
    voters: randomness.pick([1, 2, 3, 3, 3, 5, 5]),
    joiners: randomness.pick([0, 2, 3]),
    steps: 400,
    lossRate: sometimes(0.08),
    doubleRate: sometimes(0.1),
    delayMax: randomness.pick([0, 1, 3, 12, 25]),
    partitionRate: sometimes(0.02),
    oneWayRate: sometimes(0.02),
    crashRate: sometimes(0.01),
    restartRate: 0.08,
    pauseRate: sometimes(0.01),
    syncRate: randomness.pick([0.2, 0.5, 0.9]),
    writeRate: randomness.pick([0.1, 0.4, 0.8]),
    readRate: randomness.pick([0.05, 0.3]),
    snapshotRate: sometimes(0.05),
    membershipRate: wipes ? 0 : sometimes(0.08),
    transferRate: sometimes(0.01),
    fallRate: sometimes(0.05),
    retainedEntries: randomness.pick([[0], [3], [0, 3, 20]]),
    appendBytesMax: randomness.pick([1, 300, 5_000]),
    snapshotChunkBytes: randomness.pick([40, 400, 10_000]),
    preVote: randomness.pick(['all', 'all', 'all', 'some', 'none'] as const),
  };
}
