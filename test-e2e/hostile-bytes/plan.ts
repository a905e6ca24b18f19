/** How many frames there are to throw, and what the attackers know and count together. */
import { createSeededRandomness, type SeededRandomness } from '@ottla/testing';
import { FramePool, type ServedVersions } from '../../fuzz/generate/kafka-frames.ts';
import type { Surroundings } from '../../fuzz/generate/kafka-values.ts';
import type { Ports } from '../lib/node-process.ts';

/** Which door an attacker throws at. */
export type Door = 'kafka' | 'grpc' | 'peer' | 'http';

/** What a plan is made of. */
export interface PlanOptions {
  readonly ports: Ports;
  readonly served: ServedVersions;
  readonly seed: number;
  readonly frames: number;
  /** All frames are for this door; empty: each has its share. */
  readonly only: string;
}

/** The one plan of an attack. Frames have numbers; chance is drawn from the seed and the number. */
export class Plan {
  readonly ports: Ports;
  readonly served: ServedVersions;
  readonly thrown: Record<Door, number> = { kafka: 0, grpc: 0, peer: 0, http: 0 };
  readonly #sentFrom = new Map<number, Uint8Array[]>();
  readonly #source: SeededRandomness;
  readonly #frames: number;
  readonly #only: string;
  #around: Surroundings = { topics: hostileTopics, topicIds: [] };
  #pool: FramePool | undefined;
  #pools = 0;
  #next = 0;

  constructor(options: PlanOptions) {
    this.ports = options.ports;
    this.served = options.served;
    this.#source = createSeededRandomness(options.seed).stream('hostile-bytes');
    this.#frames = options.frames;
    this.#only = options.only;
  }

  /** Whether a door had its share. */
  isOver(door: Door): boolean {
    return this.thrown[door] >= this.#frames * (this.#only === '' ? shares[door] : 1);
  }

  get total(): number {
    return this.#next;
  }

  get around(): Surroundings {
    return this.#around;
  }

  /** Frames made from now on name these ids. */
  learn(topicIds: readonly string[]): void {
    this.#around = { topics: hostileTopics, topicIds };
    this.#pool = undefined;
  }

  /** The number of the next frame, for this door. */
  take(door: Door): number {
    this.thrown[door] += 1;
    return this.#next++;
  }

  /** The chance of the frame with this number. */
  chanceOf(index: number): SeededRandomness {
    return this.#source.stream(String(index));
  }

  kafkaFrame(chance: SeededRandomness): Uint8Array {
    this.#pool ??= new FramePool(this.#source.stream(`pool ${this.#pools++}`), this.#around, this.served, poolFrames);
    return this.#pool.any(chance);
  }

  /** Remembers what left from this port. */
  note(localPort: number | undefined, bytes: Uint8Array): void {
    if (localPort === undefined) return;
    const known = this.#sentFrom.get(localPort) ?? [];
    if (known.length >= framesRemembered) known.shift();
    known.push(bytes);
    this.#sentFrom.delete(localPort);
    this.#sentFrom.set(localPort, known);
    const oldest = this.#sentFrom.size > portsRemembered ? this.#sentFrom.keys().next().value : undefined;
    if (oldest !== undefined) this.#sentFrom.delete(oldest);
  }

  /** The last frames that left from this port. */
  sentFrom(localPort: number): readonly Uint8Array[] {
    return this.#sentFrom.get(localPort) ?? [];
  }
}

/** How the frames are shared out. */
const shares: Readonly<Record<Door, number>> = { kafka: 0.7, grpc: 0.15, peer: 0.05, http: 0.1 };
const poolFrames = 1_000;
const portsRemembered = 1_000;
const framesRemembered = 40;

/** The topics that frames name. They are made again when a frame has deleted them. */
export const hostileTopics: readonly string[] = ['hostile-0', 'hostile-1', 'hostile-2', 'hostile-3'];
