/**
 * Where records wait that cannot go into a batch yet: no room, or a topic that is not known. First in, first out for each
 * topic, so that waiting changes no order.
 */
import type { Timer, Timers } from '@ottla/base';
import type { OttlaClientError } from '@ottla/client-core';
import type { RecordOwner } from './batching/waiters.ts';
import type { PreparedRecord } from './prepare.ts';

/** Why a record was not put into a batch; undefined: it was, or it failed for good. */
export type Obstacle = 'room' | 'metadata' | undefined;

interface Waiting {
  readonly prepared: PreparedRecord;
  readonly owner: RecordOwner;
  readonly timer: Timer;
}

export interface AdmissionParts {
  readonly timers: Timers;
  readonly maxBlockMs: number;
  /** Puts a record into a batch, if possible. */
  readonly admit: (prepared: PreparedRecord, owner: RecordOwner) => Obstacle;
  /** The error of a record that waited too long. */
  readonly expired: (topic: string) => OttlaClientError;
}

export class Admission {
  readonly #parts: AdmissionParts;
  readonly #waiting = new Map<string, Waiting[]>();
  #ready: (() => void)[] = [];

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  offer(prepared: PreparedRecord, owner: RecordOwner): void {
    const queue = this.#waiting.get(prepared.topic);
    if (queue === undefined && this.#parts.admit(prepared, owner) === undefined) return;
    const waiting: Waiting = {
      prepared,
      owner,
      timer: this.#parts.timers.after(this.#parts.maxBlockMs, () => this.#expire(waiting)),
    };
    if (queue === undefined) this.#waiting.set(prepared.topic, [waiting]);
    else queue.push(waiting);
  }

  /** Resolves when nothing waits. */
  whenEmpty(): Promise<void> {
    if (this.isEmpty) return Promise.resolve();
    return new Promise((resolve) => {
      this.#ready.push(resolve);
    });
  }

  /** Something changed: admits what can be admitted now. */
  retry(): void {
    for (const [topic, queue] of this.#waiting) {
      let admitted = 0;
      for (const { prepared, owner, timer } of queue) {
        if (this.#parts.admit(prepared, owner) !== undefined) break;
        timer.cancel();
        admitted += 1;
      }
      queue.splice(0, admitted);
      if (queue.length === 0) this.#waiting.delete(topic);
    }
    this.#tell();
  }

  /** Fails all that waits. */
  close(error: OttlaClientError): void {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const { owner, timer } of all) {
      timer.cancel();
      owner.failed(error);
    }
    this.#tell();
  }

  #expire(waiting: Waiting): void {
    const { topic } = waiting.prepared;
    const queue = this.#waiting.get(topic) ?? [];
    const at = queue.indexOf(waiting);
    if (at < 0) return;
    queue.splice(at, 1);
    if (queue.length === 0) this.#waiting.delete(topic);
    waiting.owner.failed(this.#parts.expired(topic));
    this.#tell();
  }

  #tell(): void {
    if (!this.isEmpty) return;
    const ready = this.#ready;
    this.#ready = [];
    for (const resolve of ready) resolve();
  }
}
