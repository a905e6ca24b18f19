/** A client of the workload: a loop that can be killed at any moment. */
import { messageOf } from '@ottla/base';
import type { SeededRandomness } from '@ottla/testing';
import { kafkaPort, nodeHost } from '../world/machine.ts';
import { KafkaClient } from './kafka-client.ts';
import type { Surroundings } from './surroundings.ts';

/** What the run knows of a client. */
export interface Actor {
  readonly name: string;
  /** Works until the phase is `over` or it is killed. Never rejects for what a broker or a network does. */
  run(): Promise<void>;
  kill(): void;
  /** Batches acknowledged so far; undefined for clients that do not write. */
  readonly acknowledged: number | undefined;
}

/** The common part: a host, a connection, a source of chance, pauses. */
export abstract class BaseActor implements Actor {
  readonly name: string;
  readonly around: Surroundings;
  readonly random: SeededRandomness;
  readonly client: KafkaClient;
  #isKilled = false;

  constructor(name: string, around: Surroundings) {
    this.name = name;
    this.around = around;
    this.random = around.randomness.stream(name);
    this.client = new KafkaClient({
      network: around.network.host(name),
      timers: around.timers,
      host: nodeHost,
      port: kafkaPort,
      clientId: name,
    });
  }

  get acknowledged(): number | undefined {
    return undefined;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** Whether new operations are wanted. */
  isWorking(): boolean {
    return !this.#isKilled && this.around.phase() === 'working';
  }

  /** Whether anything is still wanted. */
  isOver(): boolean {
    return this.#isKilled || this.around.phase() === 'over';
  }

  kill(): void {
    this.#isKilled = true;
    this.note('killed');
    this.client.close();
  }

  async run(): Promise<void> {
    while (!this.isOver()) {
      await this.pause(this.random.between(1, 2 * this.around.swarm.thinkMs));
      if (this.isOver()) break;
      try {
        await this.step();
      } catch (error) {
        this.note(`trouble: ${messageOf(error)}`);
        await this.pause(this.random.between(20, 200));
      }
    }
    this.client.close();
  }

  note(what: string): void {
    this.around.timeline.note(this.name, what);
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.around.timers.after(delayMs, resolve);
    });
  }

  /** One thing that the client does. May throw: the loop goes on after a pause. */
  abstract step(): Promise<void>;
}
