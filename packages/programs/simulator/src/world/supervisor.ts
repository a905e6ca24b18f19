/**
 * What an operator or a process manager does: starts the node again when it died, gave up, or has logs that stopped.
 * Faults of the disk may make it restart, which is then by chance a kill or a power loss.
 */
import type { PartitionIndex } from '@ottla/base';
import type { Machine } from './machine.ts';
import type { Sampler } from './sampler.ts';

/** Where the supervisor stands. */
export interface SupervisorOptions {
  readonly machine: Machine;
  readonly sampler: Sampler;
  readonly pause: (delayMs: number) => Promise<void>;
  /** A process that cannot start with the faults that are there now gets another disk controller. */
  readonly clearFaults: () => void;
}

const startsBeforeClearing = 3;

/** Keeps one machine running. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #isUpPromised: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Starts the node until it is up. Those who call meanwhile wait for the same start. */
  up(): Promise<void> {
    this.#isUpPromised ??= this.#startUntilUp().finally(() => {
      this.#isUpPromised = undefined;
    });
    return this.#isUpPromised;
  }

  /** Whether the node runs and nothing in it has stopped. */
  get isWell(): boolean {
    const { machine } = this.#options;
    const { node } = machine;
    if (node === undefined || machine.gaveUp !== undefined) return false;
    for (const [topicId, { partitions }] of node.metadata.image().topics) {
      // A log that could not be opened stays offline until the next start.
      for (const index of partitions.keys()) {
        const log = node.logs.get(topicId, index as PartitionIndex);
        if (log === undefined || log.state === 'failed') return false;
      }
    }
    return true;
  }

  async #startUntilUp(): Promise<void> {
    const { machine, sampler, pause, clearFaults } = this.#options;
    for (let attempt = 1; machine.node === undefined; attempt += 1) {
      if (attempt > startsBeforeClearing) clearFaults();
      const result = await machine.start();
      if (result.kind === 'up') sampler.started(result.node);
      else await pause(100);
    }
  }
}
