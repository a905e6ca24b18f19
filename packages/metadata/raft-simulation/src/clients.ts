/** Clients: they write to whoever thinks that it leads, read anywhere, and never know more than they were told. */

import type { Entry, ReadOutcome } from '@ottla/raft-core';
import type { SeededRandomness } from '@ottla/testing';
import type { Host } from './hosts/host.ts';
import type { Linearizability, Operation } from './invariants/linearizable.ts';

interface WaitingRead {
  readonly operation: Operation;
  index: number | undefined;
}

export class Clients {
  #count = 0;
  /** By host and index: the term in which it was accepted there. */
  readonly #writes = new Map<string, { term: number; operation: Operation }>();
  /** By host and read. */
  readonly #reads = new Map<string, WaitingRead>();
  readonly #history: Linearizability;
  readonly #randomness: SeededRandomness;

  constructor(history: Linearizability, randomness: SeededRandomness) {
    this.#history = history;
    this.#randomness = randomness;
  }

  write(host: Host): boolean {
    this.#count += 1;
    const operation = this.#history.begin('write');
    const text = `${this.#count}${'.'.repeat(this.#randomness.below(20))}`;
    const result = host.node.propose(new TextEncoder().encode(text));
    if (result.kind === 'refused') return false;
    this.#writes.set(`${host.id} ${result.index}`, { term: result.term, operation });
    return true;
  }

  read(host: Host): void {
    const operation = this.#history.begin('read');
    const result = host.node.read();
    if (result.kind === 'accepted') this.#reads.set(`${host.id} ${result.read}`, { operation, index: undefined });
  }

  applied(host: Host, entry: Entry): void {
    const key = `${host.id} ${entry.index}`;
    const write = this.#writes.get(key);
    this.#writes.delete(key);
    if (write?.term === entry.term) this.#history.end(write.operation, entry.index);
    this.#finishReads(host);
  }

  outcome(host: Host, outcome: ReadOutcome): void {
    const key = `${host.id} ${outcome.read}`;
    const read = this.#reads.get(key);
    if (read !== undefined && outcome.kind === 'readable') read.index = outcome.index;
    else this.#reads.delete(key);
    this.#finishReads(host);
  }

  /** A host that went down answers nobody. */
  forget(host: Host): void {
    for (const map of [this.#writes, this.#reads])
      for (const key of map.keys()) if (key.startsWith(`${host.id} `)) map.delete(key);
  }

  #finishReads(host: Host): void {
    for (const [key, { operation, index }] of this.#reads) {
      if (!key.startsWith(`${host.id} `) || index === undefined || host.appliedIndex < index) continue;
      this.#reads.delete(key);
      this.#history.end(operation, host.appliedIndex);
    }
  }
}
