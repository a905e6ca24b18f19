import type { Clock, Timer, Timers } from '@ottla/base';

/** Something that has a last moment. The fields belong to the `Deadlines` that holds it. */
export interface Deadline {
  /** On the monotonic clock, milliseconds. */
  readonly atMs: number;
  /** Place in the heap; -1 while it is in none. */
  place: number;
  /** What happens at that moment. The deadline has left the heap before it is called. */
  expire(): void;
}

/**
 * Many deadlines behind one timer: a binary heap whose entries know their place, so that the usual case (the awaited
 * thing happened in time) removes its entry at once and leaves nothing behind. Not a scheduler: nothing repeats.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #heap: Deadline[] = [];
  #timer: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor(platform: { readonly clock: Clock; readonly timers: Timers }) {
    this.#clock = platform.clock;
    this.#timers = platform.timers;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(deadline: Deadline): void {
    this.#heap.push(deadline);
    deadline.place = this.#heap.length - 1;
    this.#rise(deadline.place);
    this.#arm();
  }

  /** Takes a deadline out. Nothing happens when it is not in. */
  remove(deadline: Deadline): void {
    const place = deadline.place;
    if (place < 0) return;
    deadline.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === deadline) return;
    this.#put(last, place);
    this.#rise(place);
    this.#sink(last.place);
  }

  /** Calls those deadlines now that `which` chooses; the others go on. */
  expireThose(which: (deadline: Deadline) => boolean): void {
    for (const deadline of this.#heap.filter(which)) {
      // One that was called before may have taken this one out.
      if (deadline.place < 0) continue;
      this.remove(deadline);
      deadline.expire();
    }
  }

  /** Calls all deadlines now, the earliest first. */
  expireAll(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      this.remove(first);
      first.expire();
    }
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  /** Sets the timer when the earliest deadline is earlier than what it is set for. A timer that comes too early sets itself anew. */
  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.atMs >= this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = first.atMs;
    this.#timer = this.#timers.after(Math.max(0, first.atMs - this.#clock.monotonicMs()), () => this.#fire());
  }

  #fire(): void {
    this.#timer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.monotonicMs();
    for (let first = this.#heap[0]; first !== undefined && first.atMs <= nowMs; first = this.#heap[0]) {
      this.remove(first);
      first.expire();
    }
    this.#arm();
  }

  #put(deadline: Deadline, place: number): void {
    this.#heap[place] = deadline;
    deadline.place = place;
  }

  #rise(from: number): void {
    let place = from;
    const moving = this.#heap[place];
    if (moving === undefined) return;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || parent.atMs <= moving.atMs) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(moving, place);
  }

  #sink(from: number): void {
    let place = from;
    const moving = this.#heap[place];
    if (moving === undefined) return;
    for (;;) {
      const below = this.#smallerChild(place);
      if (below === undefined || below.atMs >= moving.atMs) break;
      const next = below.place;
      this.#put(below, place);
      place = next;
    }
    this.#put(moving, place);
  }

  #smallerChild(place: number): Deadline | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return right === undefined || (left !== undefined && left.atMs <= right.atMs) ? left : right;
  }
}
