import { type Clock, ErrorCode, type Randomness } from '@ottla/base';
import { fetchSessionPartitionsMax } from '../../../limits.ts';
import type { FetchResult } from '../../../services/fetch-types.ts';
import { FetchSession, type SessionPartition } from './fetch-session.ts';

/** What the store is set up with. */
export interface FetchSessionsOptions {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** `max.incremental.fetch.session.cache.slots`. */
  readonly slots: number;
  /** `min.incremental.fetch.session.eviction.ms`. */
  readonly evictionMs: number;
}

/** What a fetch says about sessions. Epoch -1: no session wanted; 0: a new one; above: the next of an old one. */
export interface SessionRequest {
  readonly id: number;
  readonly epoch: number;
  readonly usesTopicIds: boolean;
  readonly partitions: readonly SessionPartition[];
  readonly forgotten: readonly string[];
}

/** What to fetch, and how to tell the results. */
export interface SessionFetch {
  readonly partitions: readonly SessionPartition[];
  /** Turns the results of `partitions` into what the answer carries. Called once. */
  readonly finish: (results: readonly FetchResult[]) => SessionAnswer;
  /** In place of `finish`: nothing is told. No new session begins, an old one goes on. */
  readonly withhold: () => SessionAnswer;
}

/** What an answer carries. `told` are places in the partitions of the fetch. */
export interface SessionAnswer {
  readonly error: ErrorCode;
  readonly sessionId: number;
  readonly told: readonly number[];
}

const noSession = 0;
const finalEpoch = -1;
const initialEpoch = 0;

/** All fetch sessions of the broker, bounded in number and in partitions; the one unused for longest makes room. */
export class FetchSessions {
  readonly #options: FetchSessionsOptions;
  /** In order of use: the first was unused for longest. */
  readonly #sessions = new Map<number, FetchSession>();
  #partitionCount = 0;

  constructor(options: FetchSessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get partitionCount(): number {
    return this.#partitionCount;
  }

  /** Finds out what a request is about. An error code: the client must begin anew. */
  open(request: SessionRequest): SessionFetch | ErrorCode {
    if (request.epoch === finalEpoch || request.epoch === initialEpoch) {
      this.#drop(request.id);
      return this.#full(request);
    }
    const session = this.#sessions.get(request.id);
    if (session === undefined) return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
    if (session.epoch !== request.epoch) return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
    if (session.usesTopicIds !== request.usesTopicIds) return ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
    if (this.#partitionCount + request.partitions.length > fetchSessionPartitionsMax) {
      this.#drop(session.id);
      return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
    }
    return this.#incremental(session, request);
  }

  #full(request: SessionRequest): SessionFetch {
    const { partitions } = request;
    const all = partitions.map((_, place) => place);
    return {
      partitions,
      withhold: () => ({ error: ErrorCode.NONE, sessionId: noSession, told: [] }),
      finish: (results) => {
        const session = request.epoch === initialEpoch ? this.#create(request) : undefined;
        if (session !== undefined) partitions.forEach(({ key }, place) => tellOne(session, key, results[place]));
        return { error: ErrorCode.NONE, sessionId: session?.id ?? noSession, told: all };
      },
    };
  }

  #incremental(session: FetchSession, request: SessionRequest): SessionFetch {
    const before = session.size;
    session.put(request.partitions);
    session.forget(request.forgotten);
    session.advance(this.#options.clock.monotonicMs());
    this.#partitionCount += session.size - before;
    this.#touch(session);
    if (session.size === 0) this.#drop(session.id);
    const { epoch } = session;
    const partitions = session.partitions();
    return {
      partitions,
      withhold: () => this.#nothingTold(session, epoch),
      finish: (results) => {
        const nothing = this.#nothingTold(session, epoch);
        if (nothing.error !== ErrorCode.NONE) return nothing;
        const told: number[] = [];
        partitions.forEach(({ key }, place) => {
          if (tellOne(session, key, results[place])) told.push(place);
        });
        return { ...nothing, told };
      },
    };
  }

  /** An answer without partitions. Had somebody used the session while the fetch waited, it would be told against the wrong state. */
  #nothingTold(session: FetchSession, epoch: number): SessionAnswer {
    if (session.epoch !== epoch)
      return { error: ErrorCode.INVALID_FETCH_SESSION_EPOCH, sessionId: noSession, told: [] };
    return { error: ErrorCode.NONE, sessionId: session.size === 0 ? noSession : session.id, told: [] };
  }

  /** A new session when there is room for it, else none: the client then goes on with full fetches. */
  #create(request: SessionRequest): FetchSession | undefined {
    const nowMs = this.#options.clock.monotonicMs();
    if (request.partitions.length === 0 || !this.#makeRoom(request.partitions.length, nowMs)) return undefined;
    const session = new FetchSession(this.#newId(), request.usesTopicIds, nowMs);
    session.put(request.partitions);
    this.#sessions.set(session.id, session);
    this.#partitionCount += session.size;
    return session;
  }

  #makeRoom(partitions: number, nowMs: number): boolean {
    if (this.#options.slots === 0) return false;
    for (const oldest of this.#sessions.values()) {
      if (this.#hasRoom(partitions) || nowMs - oldest.lastUsedMs < this.#options.evictionMs) break;
      this.#drop(oldest.id);
    }
    return this.#hasRoom(partitions);
  }

  #hasRoom(partitions: number): boolean {
    return this.#sessions.size < this.#options.slots && this.#partitionCount + partitions <= fetchSessionPartitionsMax;
  }

  #touch(session: FetchSession): void {
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
  }

  #drop(id: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#partitionCount -= session.size;
  }

  /** Positive, and not easily guessed: a session is found by its id alone. */
  #newId(): number {
    for (;;) {
      const id = this.#options.randomness.uint32() >>> 1;
      if (id !== noSession && !this.#sessions.has(id)) return id;
    }
  }
}

function tellOne(session: FetchSession, key: string, result: FetchResult | undefined): boolean {
  return result !== undefined && session.tell(key, result);
}
