/** The network: each message takes its time, may be lost or doubled, and does not cross a cut. */

import type { Message } from '@ottla/raft-core';
import type { SeededRandomness } from '@ottla/testing';
import type { Swarm } from './swarm.ts';

interface Flight {
  readonly at: number;
  readonly message: Message;
}

export class Post {
  #flights: Flight[] = [];
  #cuts = new Set<string>();
  readonly #randomness: SeededRandomness;
  readonly #swarm: Swarm;
  isCalm = false;

  constructor(randomness: SeededRandomness, swarm: Swarm) {
    this.#randomness = randomness;
    this.#swarm = swarm;
  }

  send(message: Message, now: number): void {
    if (this.#cuts.has(`${message.from} ${message.to}`)) return;
    if (this.isCalm) return void this.#flights.push({ at: now + 1, message });
    const { lossRate, doubleRate, delayMax } = this.#swarm;
    if (this.#randomness.chance(lossRate)) return;
    const copies = this.#randomness.chance(doubleRate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#flights.push({ at: now + 1 + this.#delay(delayMax), message });
  }

  /** Most messages are quick; a few are late, so that the others overtake them. */
  #delay(most: number): number {
    return this.#randomness.chance(0.9)
      ? this.#randomness.between(0, Math.min(most, 1))
      : this.#randomness.between(0, most);
  }

  /** What arrives now, for nodes that can take it; the rest waits. */
  take(now: number, canTake: (id: number) => boolean): readonly Message[] {
    const due = this.#flights.filter(({ at, message }) => at <= now && canTake(message.to));
    if (due.length > 0) this.#flights = this.#flights.filter((flight) => !due.includes(flight));
    return due.sort((one, other) => one.at - other.at).map(({ message }) => message);
  }

  cutOneWay(from: number, to: number): void {
    this.#cuts.add(`${from} ${to}`);
  }

  /** Some here, the others there. */
  split(ids: readonly number[], isHere: (id: number) => boolean): void {
    for (const from of ids) for (const to of ids) if (isHere(from) !== isHere(to)) this.cutOneWay(from, to);
  }

  heal(): void {
    this.#cuts.clear();
  }
}
