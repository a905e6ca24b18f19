/**
 * What a run looks like, drawn from its seed: which faults there are, how often, how slow the machine is, what the clients
 * do. A quarter of the runs have no faults at all, and each fault that a run has comes from a random subset.
 */
import type { SeededRandomness } from '@ottla/testing';

/** Everything that can go wrong. */
export const faultKinds = [
  'power-loss',
  'process-kill',
  'clean-stop',
  'wall-jump',
  'slow-disk',
  'sync-error',
  'write-error',
  'read-error',
  'name-error',
  'no-space',
  'store-error',
  'cut',
  'one-way',
  'client-kill',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One drawn world. Times are in milliseconds. */
export interface Swarm {
  readonly faults: readonly FaultKind[];
  readonly faultEveryMs: number;
  readonly safetyMs: number;
  /** How long one sync takes at least and at most. */
  readonly syncMs: readonly [number, number];
  readonly wireMs: readonly [number, number];
  /** Streams of bytes arrive in pieces of random size. */
  readonly choppedStreams: boolean;
  /** With `os` an acknowledgement does not survive a power loss, so there is none then, nor a disk that forgets. */
  readonly flushPolicy: 'group' | 'os';
  readonly partitions: number;
  readonly topics: number;
  readonly segmentBytes: number;
  readonly retentionBytes: number;
  readonly idempotentProducers: number;
  readonly plainProducers: number;
  readonly consumers: number;
  readonly sdkProducers: number;
  readonly sdkConsumers: number;
  readonly administrators: number;
  readonly batchRecordsMax: number;
  readonly valueBytesMax: number;
  readonly compressed: boolean;
  readonly thinkMs: number;
}

const facedByGroupOnly: ReadonlySet<FaultKind> = new Set(['power-loss', 'sync-error']);

/** Draws a world. */
export function drawSwarm(randomness: SeededRandomness): Swarm {
  const flushPolicy = randomness.chance(0.12) ? 'os' : 'group';
  const calm = randomness.chance(0.25);
  const likely = randomness.pick([0.25, 0.5, 0.8]);
  const drawn = faultKinds.filter(() => randomness.chance(likely));
  const faults = drawn.filter((kind) => !calm && (flushPolicy === 'group' || !facedByGroupOnly.has(kind)));
  const slow = randomness.chance(0.3);
  return {
    flushPolicy,
    faults,
    faultEveryMs: randomness.pick([600, 1500, 3000]),
    safetyMs: randomness.between(3000, 8000),
    syncMs: slow ? [2, 25] : [0.2, 2],
    wireMs: randomness.chance(0.3) ? [0.5, 15] : [0.05, 0.5],
    choppedStreams: randomness.chance(0.4),
    partitions: randomness.between(1, 3),
    topics: randomness.between(1, 3),
    segmentBytes: randomness.pick([16_384, 16_384, 65_536, 1_048_576]),
    retentionBytes: randomness.pick([-1, -1, 65_536]),
    idempotentProducers: randomness.between(1, 3),
    plainProducers: randomness.between(0, 2),
    consumers: randomness.between(1, 3),
    sdkProducers: randomness.between(0, 2),
    sdkConsumers: randomness.between(0, 1),
    administrators: randomness.between(0, 1),
    batchRecordsMax: randomness.pick([1, 5, 30]),
    valueBytesMax: randomness.pick([20, 200, 2000]),
    compressed: randomness.chance(0.5),
    thinkMs: randomness.pick([10, 40, 120]),
  };
}

/** One line for the timeline. */
export function describeSwarm(swarm: Swarm): string {
  const fields = Object.entries(swarm).map(([name, value]) => `${name}=${String(value)}`);
  return fields.join(' ');
}
