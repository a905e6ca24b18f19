/** Frames for a Kafka door: right requests of every key and version, changed ones, lying sizes, and noise. */
import { startRequest } from '@ottla/kafka-protocol';
import type { SeededRandomness } from '@ottla/testing';
import { type KafkaMessage, requests } from './kafka-messages.ts';
import { type Surroundings, valueOf } from './kafka-values.ts';
import { joined, mutate, noise } from './mutate.ts';

/** The keys that a door serves, so that most frames get further than the table of handlers. */
export type ServedVersions = ReadonlyMap<number, { readonly minVersion: number; readonly maxVersion: number }>;

/** Right frames, made once and changed often: making one costs ten times as much as changing it. */
export class FramePool {
  readonly #right: readonly Uint8Array[];

  /** Makes `size` right frames; most of them for versions that are served, when these are known. */
  constructor(chance: SeededRandomness, around: Surroundings, served: ServedVersions | undefined, size: number) {
    const known = served === undefined ? requests : requests.filter((one) => isServed(one, served));
    this.#right = Array.from({ length: size }, () =>
      requestFrame(chance, around, chance.pick(chance.chance(0.95) ? known : requests)),
    );
  }

  /** A frame with its size in front; nine in ten state their size truly. */
  any(chance: SeededRandomness): Uint8Array {
    const way = chance.below(20);
    if (way === 0) return joined(int32(chance.pick([-1, 0, 3, 7, 8, 100, 2 ** 31 - 1, 104_857_601])), noise(chance));
    if (way === 1) return noise(chance);
    const frame = chance.pick(this.#right);
    if (way < 10) return frame;
    if (way === 10) return mutate(frame, chance);
    return framed(mutate(frame.subarray(4), chance, chance.pick(this.#right)));
  }
}

/** A right frame for one message. */
export function requestFrame(chance: SeededRandomness, around: Surroundings, one: KafkaMessage): Uint8Array {
  const writer = startRequest({
    requestApiKey: one.apiKey,
    requestApiVersion: one.version,
    correlationId: chance.uint32() | 0,
    clientId: chance.pick([null, '', 'fuzz', '__proto__']),
  });
  const body = one.encode(valueOf(one.message, one.version, chance, around));
  return framed(joined(...writer.finish(), body).subarray(4));
}

/** Puts the size in front. */
export function framed(content: Uint8Array): Uint8Array {
  return joined(int32(content.length), content);
}

function isServed(one: KafkaMessage, served: ServedVersions): boolean {
  const versions = served.get(one.apiKey);
  return versions !== undefined && one.version >= versions.minVersion && one.version <= versions.maxVersion;
}

function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
