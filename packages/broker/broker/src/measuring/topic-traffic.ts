/** What goes in and out of topics. Each topic's handles are resolved when its first partition opens, and dropped with it. */
import type { Count, Counter, Metrics } from '@ottla/base';

/** The handles of one topic. Beyond the bound of series many topics share the same. */
export interface TopicTraffic {
  readonly bytesIn: Count;
  readonly messagesIn: Count;
  readonly bytesOut: Count;
  readonly messagesOut: Count;
}

export class TrafficMetrics {
  readonly #bytesIn: Counter<'topic'>;
  readonly #messagesIn: Counter<'topic'>;
  readonly #bytesOut: Counter<'topic'>;
  readonly #messagesOut: Counter<'topic'>;
  readonly #topics = new Map<string, TopicTraffic>();

  constructor(metrics: Metrics) {
    const counter = (name: string, help: string): Counter<'topic'> =>
      metrics.counter({ name, help, labels: ['topic'] });
    this.#bytesIn = counter('ottla_topic_bytes_in_total', 'Bytes of batches that were appended, by topic.');
    this.#messagesIn = counter('ottla_topic_messages_in_total', 'Messages that were appended, by topic.');
    this.#bytesOut = counter('ottla_topic_bytes_out_total', 'Bytes of batches that were handed to readers, by topic.');
    this.#messagesOut = counter(
      'ottla_topic_messages_out_total',
      'Messages that were handed to readers, by topic. Counted by their offsets: those that compaction removed count too.',
    );
  }

  of(topic: string): TopicTraffic {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const traffic = {
      bytesIn: this.#bytesIn.with({ topic }),
      messagesIn: this.#messagesIn.with({ topic }),
      bytesOut: this.#bytesOut.with({ topic }),
      messagesOut: this.#messagesOut.with({ topic }),
    };
    this.#topics.set(topic, traffic);
    return traffic;
  }

  /** The topic is gone. */
  forget(topic: string): void {
    if (!this.#topics.delete(topic)) return;
    for (const counter of [this.#bytesIn, this.#messagesIn, this.#bytesOut, this.#messagesOut])
      counter.remove({ topic });
  }
}
