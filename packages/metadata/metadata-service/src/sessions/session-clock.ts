/**
 * How long ago each session was kept alive, known to the leader of the metadata alone. Nothing of it is in the log: a new leader
 * grants every session a full time-out first, so a change of leaders never ends a session early (FAULT-28).
 *
 * A sign of life costs one write to a map. Sessions lie in slots of time by the moment at which they are looked at next; who was kept
 * alive since goes to a later slot then. So a turn of the clock costs what is due, not what there is.
 *
 * A pause of the whole process is nobody's silence: `postpone` gives it back to all.
 *
 * INV-SCLK-1: a session is given out as expired only when now >= its last sign of life + its time-out. INV-SCLK-2: every session of the
 * clock lies in exactly one slot, or was given out.
 */
import type { SessionId, SessionState } from '@ottla/metadata-core';
import { leftInSlotsMin, sessionClockSlotMs } from '../limits.ts';

interface Watched {
  readonly timeoutMs: number;
  /** When it is over, unless there is another sign of life. */
  deadlineMs: number;
}

export class SessionClock {
  readonly #watched = new Map<SessionId, Watched>();
  readonly #slots = new Map<number, SessionId[]>();
  /** Given out, and not ended yet. */
  readonly #overdue = new Set<SessionId>();
  #lookedAtSlot = Number.NEGATIVE_INFINITY;
  #leftInSlots = 0;

  get size(): number {
    return this.#watched.size + this.#overdue.size;
  }

  /** What the slots hold, of sessions that have ended as well. */
  get idsInSlots(): number {
    return [...this.#slots.values()].reduce((sum, ids) => sum + ids.length, 0);
  }

  /** This node has begun to lead: all sessions get a full time-out from now on. */
  begin(sessions: Iterable<SessionState>, nowMs: number): void {
    this.end();
    this.#lookedAtSlot = slotOf(nowMs);
    for (const session of sessions) this.opened(session, nowMs);
  }

  /** This node does not lead any more. */
  end(): void {
    this.#watched.clear();
    this.#slots.clear();
    this.#overdue.clear();
  }

  opened({ id, timeoutMs }: SessionState, nowMs: number): void {
    const deadlineMs = nowMs + timeoutMs;
    this.#watched.set(id, { timeoutMs, deadlineMs });
    this.#put(id, deadlineMs);
  }

  /** The session has ended; it leaves its slot when that is looked at, or when too many wait for that. */
  ended(id: SessionId): void {
    this.#overdue.delete(id);
    if (this.#watched.delete(id)) this.#leftInSlots += 1;
    if (this.#leftInSlots > this.#watched.size + leftInSlotsMin) this.#tidy();
  }

  /** Nothing could be heard for so many milliseconds. */
  postpone(ms: number): void {
    for (const watched of this.#watched.values()) watched.deadlineMs += ms;
  }

  /** A sign of life. False where it comes too late, or the session is not known. */
  keepAlive(id: SessionId, nowMs: number): boolean {
    const watched = this.#watched.get(id);
    if (watched === undefined) return false;
    watched.deadlineMs = nowMs + watched.timeoutMs;
    return true;
  }

  /** Everything whose time is over and that has not ended yet, also what was given out before: its end may have failed. */
  expired(nowMs: number): readonly SessionId[] {
    const nowSlot = slotOf(nowMs);
    if (this.#watched.size === 0) this.#slots.clear();
    if (this.#slots.size > 0)
      for (let slot = this.#firstSlot(nowSlot); slot <= nowSlot; slot += 1) this.#look(slot, nowMs);
    this.#lookedAtSlot = nowSlot;
    return [...this.#overdue];
  }

  /** After a long pause of the process the slots in between are not walked one by one where there are fewer sessions. */
  #firstSlot(nowSlot: number): number {
    if (nowSlot - this.#lookedAtSlot <= this.#slots.size) return this.#lookedAtSlot;
    return Math.min(...this.#slots.keys());
  }

  #look(slot: number, nowMs: number): void {
    const ids = this.#slots.get(slot);
    if (ids === undefined) return;
    this.#slots.delete(slot);
    for (const id of ids) {
      const watched = this.#watched.get(id);
      if (watched === undefined) continue;
      if (watched.deadlineMs > nowMs) this.#put(id, watched.deadlineMs);
      else {
        this.#watched.delete(id);
        this.#overdue.add(id);
      }
    }
  }

  #tidy(): void {
    this.#leftInSlots = 0;
    this.#slots.clear();
    for (const [id, { deadlineMs }] of this.#watched) this.#put(id, deadlineMs);
  }

  #put(id: SessionId, deadlineMs: number): void {
    const slot = slotOf(deadlineMs);
    const ids = this.#slots.get(slot);
    if (ids === undefined) this.#slots.set(slot, [id]);
    else ids.push(id);
  }
}

function slotOf(ms: number): number {
  return Math.ceil(ms / sessionClockSlotMs);
}
