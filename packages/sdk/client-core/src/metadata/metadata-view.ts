/**
 * Keeps the view of the cluster fresh: at most one request at a time, which asks for all topics that anybody wants;
 * whoever asks meanwhile waits for the next one. Nothing is asked before it is needed.
 */
import { clusterService } from '@ottla/rpc';
import type { Connection } from '../connection/connection.ts';
import { topicsPerRequestMax } from '../limits.ts';
import { type ClusterView, emptyView, type TopicView, withAnswer } from './cluster-view.ts';

export class MetadataView {
  readonly #connection: Connection;
  readonly #wanted = new Set<string>();
  readonly #allowAutoCreate: boolean;
  readonly #maxAgeMs: number;
  #view: ClusterView = emptyView;
  #fetchedAtMs = -Infinity;
  #refreshing: Promise<void> | undefined;
  #failure: Error | undefined;
  #again: Promise<void> | undefined;

  constructor(connection: Connection, options: { readonly allowAutoCreate: boolean; readonly maxAgeMs: number }) {
    this.#connection = connection;
    this.#allowAutoCreate = options.allowAutoCreate;
    this.#maxAgeMs = options.maxAgeMs;
  }

  get view(): ClusterView {
    return this.#view;
  }

  /** What is known of a topic now. Asking makes the topic part of later refreshes. */
  topic(name: string): TopicView | undefined {
    this.#wanted.add(name);
    return this.#view.topics.get(name);
  }

  /** Whether the view is older than it may be. */
  isStale(): boolean {
    return this.#connection.platform.clock.monotonicMs() - this.#fetchedAtMs > this.#maxAgeMs;
  }

  /** Why the last refresh failed; undefined when it did not. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Makes topics part of refreshes. */
  want(topics: Iterable<string>): void {
    for (const topic of topics) this.#wanted.add(topic);
  }

  /** Fetches what is wanted. A call while a request is under way waits for the one after it. Fails with a client error. */
  refresh(): Promise<void> {
    if (this.#refreshing === undefined) return (this.#refreshing = this.#run());
    this.#again ??= this.#refreshing.then(ignore, ignore).then(() => {
      this.#again = undefined;
      return this.refresh();
    });
    return this.#again;
  }

  async #run(): Promise<void> {
    try {
      const topics = [...this.#wanted];
      for (let at = 0; at === 0 || at < topics.length; at += topicsPerRequestMax) {
        const request = {
          topics: topics.slice(at, at + topicsPerRequestMax),
          allTopics: false,
          allowAutoCreate: this.#allowAutoCreate,
        };
        const answer = await this.#connection.callAny(
          clusterService.getMetadata,
          request,
          'the metadata of the cluster',
        );
        this.#view = withAnswer(this.#view, answer, this.#connection.settings.bootstrapServers[0]?.host);
        this.#connection.learn([...this.#view.nodes.values()]);
      }
      this.#fetchedAtMs = this.#connection.platform.clock.monotonicMs();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      this.#refreshing = undefined;
    }
  }
}

function ignore(): void {
  // The next request tells its own outcome.
}
