/**
 * The coordination client: keys, transactions, watches, sessions, elections and locks over gRPC. All requests share one stream to one
 * node at a time; reads and what may be repeated go on to other nodes by themselves, changes only where nothing can have happened.
 */
import {
  asClientError,
  type ClientOptions,
  Connection,
  defaultClientPlatform,
  integerOption,
  resolveClientOptions,
} from '@ottla/client-core';
import { clusterService, type ListKeysRequest } from '@ottla/rpc';
import { Caller } from './calls/caller.ts';
import { abortController } from './calls/many-listeners.ts';
import { Servers } from './calls/servers.ts';
import { type Key, keyOf, type Value } from './keys/key.ts';
import {
  absent,
  type PutOptions,
  resultOf,
  type Transaction,
  type TransactionResult,
  unchanged,
  wireTransaction,
} from './keys/transaction.ts';
import { closeGraceMs, pageSizeDefault, sessionTimeoutMsMax, sessionTimeoutMsMin } from './limits.ts';
import { Session } from './sessions/session.ts';
import { SessionLife } from './sessions/session-life.ts';
import { type FollowOptions, follow, type Told } from './watching/follow.ts';
import { Stop } from './watching/stop.ts';
import { type Leader, leaderFrom, leaders, type WatchEvent, type WatchOptions, watchEvents } from './watching/watch.ts';

/** How to read. */
export interface ReadOptions {
  /** Answer from what the node knows, which may be behind. Default: everything acknowledged before is seen. */
  readonly stale?: boolean;
}

/** How to list. */
export interface ListOptions extends ReadOptions {
  /** Only paths behind this one. */
  readonly after?: string;
  /** Keys that are asked for at a time. Default 1 000. */
  readonly pageSize?: number;
}

/** How to open a session. */
export interface SessionOptions {
  /** How long it lives without a sign of life: 1 000 to 3 600 000. Default 10 000. */
  readonly timeoutMs?: number;
  /** Whose it is, for people. Default: the client id. */
  readonly owner?: string;
}

/** Which queue. */
export interface ElectionOptions {
  /** That of the lock of this name. Default: the election. */
  readonly lock?: boolean;
  /** Ends the observation. */
  readonly signal?: AbortSignal;
}

/** A node of the cluster. */
export interface ClusterNode {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | undefined;
}

/**
 * A client for coordination.
 *
 * ```ts
 * const coordination = new Coordination({ bootstrapServers: '127.0.0.1:9093' });
 * await coordination.put('/config/greeting', 'hello');
 * await coordination.close();
 * ```
 */
export class Coordination {
  readonly #connection: Connection;
  readonly #servers: Servers;
  readonly #caller: Caller;
  readonly #closing = abortController();
  readonly #sessions = new Set<Session>();

  /** Throws an `InvalidOptionError`. Connects when it is first used. */
  constructor(options: ClientOptions = {}) {
    this.#connection = new Connection(resolveClientOptions(options), options.platform ?? defaultClientPlatform());
    this.#servers = new Servers(this.#connection);
    this.#caller = new Caller(this.#connection, this.#servers);
  }

  /** The key of a path; undefined when there is none. */
  async get(path: string, { stale = false }: ReadOptions = {}): Promise<Key | undefined> {
    const options = { about: `get key ${path}`, repeatable: true };
    const { answer } = await this.#caller.call('get', { kind: 'get', value: { path, stale } }, options);
    return keyOf(answer.value.key);
  }

  /** Makes a key or writes it anew; answers it as it is then. */
  async put(path: string, value: Value, options: PutOptions = {}): Promise<Key> {
    const { results } = await this.#transact(
      { operations: [{ kind: 'put', path, value, ...options }] },
      `put key ${path}`,
    );
    return written(results[0]?.key, path);
  }

  /**
   * Writes a key when it is as it was seen: `seen` is what `get` answered, undefined for a key that must not be there. Answers the key, or
   * undefined when somebody was faster.
   */
  async compareAndSet(
    path: string,
    seen: Key | undefined,
    value: Value,
    options: PutOptions = {},
  ): Promise<Key | undefined> {
    const conditions = [seen === undefined ? absent(path) : unchanged({ path, modRevision: seen.modRevision })];
    const operations = [{ kind: 'put', path, value, ...options }] as const;
    const { held, results } = await this.#transact({ conditions, operations }, `compare and set key ${path}`);
    return held ? written(results[0]?.key, path) : undefined;
  }

  /** Deletes a key; answers it as it was, undefined when it was not there. */
  async delete(path: string): Promise<Key | undefined> {
    const { results } = await this.#transact({ operations: [{ kind: 'delete', path }] }, `delete key ${path}`);
    return results[0]?.previous;
  }

  /** Keys whose paths begin so, in the order of their paths. Each page is a read of its own: what changes between two may show. */
  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<Key, void, undefined> {
    const { stale = false, pageSize = pageSizeDefault } = options;
    const limit = integerOption('pageSize', pageSize, 1);
    for (let after: string | undefined = options.after ?? ''; after !== undefined; ) {
      const page: Page = await this.#page({ prefix, after, limit, stale });
      yield* page.keys;
      after = page.next;
    }
  }

  /** Does one list of operations or the other, whole and at one revision. */
  transaction(transaction: Transaction): Promise<TransactionResult> {
    return this.#transact(transaction, 'transaction');
  }

  /** Opens a session and keeps it alive until it is closed. */
  async openSession(options: SessionOptions = {}): Promise<Session> {
    const timeoutMs = integerOption('timeoutMs', options.timeoutMs ?? 10_000, sessionTimeoutMsMin, sessionTimeoutMsMax);
    const owner = options.owner ?? this.#connection.settings.clientId;
    // One that was opened without our hearing of it ends by itself, with nothing on it.
    const call = { about: 'open a session', repeatable: true, requestId: this.#caller.newRequestId() };
    const ask = { kind: 'openSession', value: { owner, timeoutMs } } as const;
    const { answer, sentMs } = await this.#caller.call('sessionOpened', ask, call);
    const life = new SessionLife(this.#caller, { id: answer.value.sessionId, timeoutMs, sentMs });
    const session = new Session({ caller: this.#caller, life, follow: (wanted) => this.#follow(wanted) });
    this.#sessions.add(session);
    life.signal.addEventListener('abort', () => this.#sessions.delete(session), { once: true });
    return session;
  }

  /** Who leads an election, or has a lock; undefined when nobody does. */
  async leader(
    name: string,
    { lock = false, stale = false }: ElectionOptions & ReadOptions = {},
  ): Promise<Leader | undefined> {
    const ask = { kind: 'election', value: { election: { name, lock }, limit: 0, stale } } as const;
    const { answer } = await this.#caller.call('election', ask, { about: `leader of ${name}`, repeatable: true });
    const [first] = answer.value.candidates;
    return first === undefined || first.token === 0 ? undefined : leaderFrom(first);
  }

  /** Who leads from now on: the first one at once (undefined: nobody), then each change. Ends when the client is closed. */
  observe(
    name: string,
    { lock = false, signal }: ElectionOptions = {},
  ): AsyncGenerator<Leader | undefined, void, undefined> {
    const wanted = { prefixes: [], elections: [{ name, lock }], afterRevision: 0 };
    return leaders(this.#until(wanted, signal));
  }

  /**
   * What happens to keys: a snapshot first, then each change, in order and without a gap; another snapshot where too much was missed.
   * Goes on by itself over broken streams and other nodes. Ends when the signal is aborted or the client is closed.
   */
  watch(options: WatchOptions): AsyncGenerator<WatchEvent, void, undefined> {
    const { prefixes, afterRevision = 0, signal } = options;
    return watchEvents(this.#until({ prefixes, elections: [], afterRevision }, signal));
  }

  /** The nodes that are in the cluster now. */
  async nodes(): Promise<readonly ClusterNode[]> {
    const { nodes } = await this.#connection.callAny(clusterService.describeCluster, {}, 'nodes of the cluster');
    return nodes.map(({ id, host, port, rack }) => ({ id, host, port, rack: rack === '' ? undefined : rack }));
  }

  /** Closes all sessions and lets the connection go. Calls under way fail. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const closed = Promise.allSettled([...this.#sessions].map((session) => session.close()));
    this.#closing.abort();
    await this.#within(closeGraceMs, closed);
    this.#caller.close();
    this.#connection.close();
  }

  /** The same, for `await using coordination = new Coordination()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #transact(transaction: Transaction, about: string): Promise<TransactionResult> {
    const ask = { kind: 'transaction', value: wireTransaction(transaction) } as const;
    const { answer } = await this.#caller.call('transaction', ask, { about, repeatable: false });
    return resultOf(answer.value);
  }

  async #page(value: ListKeysRequest): Promise<Page> {
    const options = { about: `list keys below ${value.prefix}`, repeatable: true };
    const { answer } = await this.#caller.call('list', { kind: 'list', value }, options);
    const keys = answer.value.keys.map((key) => keyOf(key));
    return { keys, next: answer.value.more ? keys.at(-1)?.path : undefined };
  }

  #follow(options: FollowOptions): AsyncIterable<Told> {
    return follow(this.#connection, this.#servers, options);
  }

  /** Follows until the caller's signal or the client's end, and lets go of both. */
  async *#until(
    options: Omit<FollowOptions, 'signal'>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Told, void, undefined> {
    const stop = new Stop([this.#closing.signal, signal]);
    try {
      yield* this.#follow({ ...options, signal: stop.signal });
    } finally {
      stop.release();
    }
  }

  async #within(delayMs: number, work: Promise<unknown>): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#connection.platform.timers.after(delayMs, resolve);
      void work.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }
}

/** A page of a list, and where the next one begins. */
interface Page {
  readonly keys: readonly Key[];
  readonly next: string | undefined;
}

function written(key: Key | undefined, path: string): Key {
  if (key !== undefined) return key;
  throw asClientError(new Error('the node answered without the key that it wrote'), `put key ${path}`);
}
