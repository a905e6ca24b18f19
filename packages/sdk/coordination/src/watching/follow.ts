/**
 * Follows keys and elections over streams and nodes: what a broken stream had told is not told again, what it had not told comes from the
 * next one. Where a node does not remember so far back, it tells everything anew; that is put together before it is given out.
 *
 * INV-SDK-WATCH: what is given out has growing revisions; only after `restarted` one may be left out, and then the whole state stands there.
 */
import { RpcError, type RpcStream } from '@ottla/base';
import { backoff, type Connection, errorOfRpc, planRetry } from '@ottla/client-core';
import {
  coordinationService,
  type ElectionName,
  type KeyEvent,
  type LeaderEvent,
  type WatchRequest,
  type WatchResponse,
} from '@ottla/rpc';
import { pause } from '../calls/pause.ts';
import type { Servers } from '../calls/servers.ts';
import { Inbox } from './inbox.ts';

/** What is followed, and from where. */
export interface FollowOptions {
  readonly prefixes: readonly string[];
  readonly elections: readonly ElectionName[];
  /** The last revision that is known; 0: begin with everything that there is. */
  readonly afterRevision: number;
  /** Ends the following without an error. */
  readonly signal: AbortSignal;
}

/** Whole revisions, or everything that there is. */
export interface Told {
  readonly revision: number;
  readonly restarted: boolean;
  readonly keys: readonly KeyEvent[];
  readonly leaders: readonly LeaderEvent[];
}

/** Gives out what happens until the signal is aborted. Fails with a client error where asking again is of no use. */
export async function* follow(
  connection: Connection,
  servers: Servers,
  options: FollowOptions,
): AsyncGenerator<Told, void, undefined> {
  const { signal, prefixes, elections } = options;
  let { afterRevision } = options;
  let turn = servers.turn;
  let attempts = 0;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const watch = new OneWatch(connection, servers.after(turn), signal);
    try {
      watch.open({ prefixes, elections, afterRevision });
      for (;;) {
        const told = await watch.next();
        if (isOver()) return;
        attempts = 0;
        // A node that repeats itself says nothing new.
        if (!told.restarted && told.revision <= afterRevision) continue;
        afterRevision = told.revision;
        if (told.restarted || told.keys.length + told.leaders.length > 0) yield told;
      }
    } catch (thrown) {
      if (isOver()) return;
      if (!(thrown instanceof RpcError)) throw thrown;
      attempts += 1;
      turn += 1;
      await pauseAfter(connection, thrown, { attempts, signal });
    } finally {
      watch.close();
    }
  }
}

/** Waits before the next attempt; fails where there is no use in one. */
async function pauseAfter(
  { platform, settings }: Connection,
  error: RpcError,
  { attempts, signal }: { readonly attempts: number; readonly signal: AbortSignal },
): Promise<void> {
  const { retryBackoffMs: backoffMs, retryBackoffMaxMs: backoffMsMax } = settings;
  const chance = platform.randomness.uint32() / 2 ** 32;
  const bounds = { attempts, backoffMs, backoffMsMax, chance };
  const state = { ...bounds, retries: Number.MAX_SAFE_INTEGER, leftMs: Infinity, mayHaveTakenEffect: false };
  const decision = planRetry({ kind: 'call', error, sent: true }, state);
  if (decision.kind === 'fail') throw errorOfRpc(error, 'watch');
  try {
    await pause(backoff(bounds), platform.timers, signal);
  } catch {
    // It is to end: whoever follows looks at the signal.
  }
}

/** One stream: opened, read, closed. */
class OneWatch {
  readonly #inbox = new Inbox<WatchResponse>();
  readonly #connection: Connection;
  readonly #server: ReturnType<Servers['current']>;
  readonly #signal: AbortSignal;
  readonly #aborted = (): void => this.#inbox.failed(new RpcError('cancelled', 'the watch was ended'));
  #stream: RpcStream<WatchRequest> | undefined;
  /** What a restart has told so far. */
  #restart: KeyEvent[] = [];

  constructor(connection: Connection, server: ReturnType<Servers['current']>, signal: AbortSignal) {
    this.#connection = connection;
    this.#server = server;
    this.#signal = signal;
  }

  open(request: WatchRequest): void {
    const { channels, settings } = this.#connection;
    const metadata = new Map([['ottla-client-id', settings.clientId]]);
    this.#signal.addEventListener('abort', this.#aborted, { once: true });
    const stream = channels.to(this.#server).open(coordinationService.watch, this.#inbox, { metadata });
    this.#stream = stream;
    this.#inbox.attach(stream);
    stream.write(request);
    stream.end();
  }

  /** Whole revisions, or a whole restart. */
  async next(): Promise<Told> {
    for (;;) {
      const { revision, restarted, more, keys, leaders } = await this.#inbox.next();
      if (!restarted) return { revision, restarted, keys, leaders };
      for (const key of keys) this.#restart.push(key);
      if (more) continue;
      const all = this.#restart;
      this.#restart = [];
      return { revision, restarted, keys: all, leaders };
    }
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#aborted);
    this.#stream?.abort(new RpcError('cancelled', 'the watch was ended'));
  }
}
