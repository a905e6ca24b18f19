/**
 * One run of `ottla consume`: where each partition begins and ends, each by itself, so that a partition that cannot be reached holds up
 * none of the others.
 *
 *     beginning (paused) ──start and end are known──▶ being read ──position at the end──▶ done
 *         `──── not known in time ────▶ given up ◀──── unreachable for too long ────'
 */
import { messageOf } from '@ottla/base';
import type { Consumer, OffsetAndTimestamp, TopicPartition } from '@ottla/consumer';
import { brokersText, byBrokers, partitionsText } from '../output/partition-list.ts';
import { UsageError } from '../usage-error.ts';

/** Where to begin and to end; neither offset nor timestamp: where the consumer's policy says. */
export interface ReadingRange {
  readonly offset: number | undefined;
  readonly timestamp: number | undefined;
  /** End at the end that there was at the start. */
  readonly exitAtEnd: boolean;
}

/** With --exit-at-end: milliseconds after which a partition that cannot be reached is given up. */
export const giveUpMsDefault = 10_000;

type AnyConsumer = Pick<
  Consumer<unknown, unknown>,
  'assign' | 'lookUp' | 'pause' | 'positionNow' | 'resume' | 'seek' | 'seekToEnd' | 'unreachable'
>;

type Asking = Promise<OffsetAndTimestamp | undefined> | undefined;

export class Reading {
  readonly #consumer: AnyConsumer;
  readonly #partitions: readonly TopicPartition[];
  readonly #range: ReadingRange;
  readonly #giveUpMs: number;
  readonly #begun = new Set<number>();
  readonly #ends = new Map<number, number>();
  readonly #failures = new Map<number, string>();
  #mistake: UsageError | undefined;

  /** Assigns the partitions and begins with all of them. */
  constructor(
    consumer: AnyConsumer,
    partitions: readonly TopicPartition[],
    range: ReadingRange,
    giveUpMs: number = giveUpMsDefault,
  ) {
    this.#consumer = consumer;
    this.#partitions = partitions;
    this.#range = range;
    this.#giveUpMs = giveUpMs;
    consumer.assign(partitions);
    const { offset, timestamp, exitAtEnd } = range;
    if (offset === undefined && timestamp === undefined && !exitAtEnd) return;
    const timeoutMs = exitAtEnd ? giveUpMs : Infinity;
    consumer.pause(partitions);
    const needsEnds = exitAtEnd || offset !== undefined;
    const ends = needsEnds ? consumer.lookUp(partitions, { at: 'latest', timeoutMs }) : [];
    const starts = timestamp === undefined ? [] : consumer.lookUp(partitions, { at: { timestamp }, timeoutMs });
    for (const [index, place] of partitions.entries()) void this.#begin(place, ends[index], starts[index]);
  }

  /** Whether a record is to be printed. */
  includes({ partition, offset }: TopicPartition & { readonly offset: number }): boolean {
    return !this.#range.exitAtEnd || offset < (this.#ends.get(partition) ?? 0);
  }

  /** Whether everything was read that there was at the start. Throws where the start was a mistake. */
  isDone(): boolean {
    if (this.#mistake !== undefined) throw this.#mistake;
    return this.#range.exitAtEnd && this.#left().length === 0;
  }

  /** Throws where all that is left cannot be reached for long, with a sentence that names partitions and brokers. */
  mustHaveHope(): void {
    if (!this.#range.exitAtEnd) return;
    const unreachable = new Map(this.#consumer.unreachable().map((one) => [one.partition, one]));
    const left = this.#left();
    const lost = left.filter(({ partition }) => {
      return this.#failures.has(partition) || (unreachable.get(partition)?.forMs ?? 0) >= this.#giveUpMs;
    });
    if (lost.length === 0 || lost.length < left.length) return;
    const known = lost.map((place) => {
      const reason = this.#failures.get(place.partition) ?? 'no answer';
      return unreachable.get(place.partition) ?? { ...place, nodeIds: [], forMs: 0, reason };
    });
    const groups = [...byBrokers(known).values()].map((group) => {
      const [first] = group;
      return `${partitionsText(group)} (${brokersText(first?.nodeIds ?? [])}): ${first?.reason ?? ''}`;
    });
    const others = lost.length < this.#partitions.length ? '; the other partitions were' : '';
    throw new Error(`not read to the end: ${groups.join('; ')}${others}`);
  }

  /** Partitions of which something is still to come. */
  #left(): readonly TopicPartition[] {
    return this.#partitions.filter((place) => {
      const { partition } = place;
      const end = this.#ends.get(partition);
      if (end === undefined || !this.#begun.has(partition)) return true;
      return (this.#consumer.positionNow(place) ?? -1) < end;
    });
  }

  async #begin(place: TopicPartition, end: Asking, start: Asking): Promise<void> {
    const { offset, timestamp } = this.#range;
    try {
      const [endsAt, startsAt] = await Promise.all([end, start]);
      if (endsAt !== undefined) this.#ends.set(place.partition, endsAt.offset);
      // A partition that ends before the offset begins at its end; when all do, it is a mistake.
      if (offset !== undefined) this.#consumer.seek(place, Math.min(offset, endsAt?.offset ?? offset));
      if (timestamp !== undefined && startsAt === undefined) this.#consumer.seekToEnd([place]);
      if (startsAt !== undefined) this.#consumer.seek(place, startsAt.offset);
      this.#begun.add(place.partition);
      this.#consumer.resume([place]);
      this.#judgeOffset();
    } catch (error) {
      this.#failures.set(place.partition, messageOf(error));
    }
  }

  #judgeOffset(): void {
    const { offset } = this.#range;
    if (offset === undefined || this.#ends.size < this.#partitions.length) return;
    const last = Math.max(...this.#ends.values());
    if (offset > last)
      this.#mistake = new UsageError(`--offset ${offset} is behind the end of the topic, which is at ${last}`);
  }
}
