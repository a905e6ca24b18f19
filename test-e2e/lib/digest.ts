/**
 * One digest over a whole topic, so that two clients which read it can be compared by a line of text: for each partition
 * in order of number a sha256 over its records in order of offset, and one sha256 over those. Two of them: with headers,
 * and without, for clients that cannot show every header. `clients/python/digest.py` computes the same.
 */
import { createHash, type Hash } from 'node:crypto';

/** A header name and its bytes; null is a header without value. */
export type HeaderPair = readonly [string, Buffer | null];

/** What a digest is made of. */
export interface DigestRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly HeaderPair[];
}

/** What a reader found in a topic. */
export interface TopicDigest {
  readonly records: number;
  readonly sha256: string;
  readonly sha256NoHeaders: string;
}

interface PartitionState {
  records: number;
  readonly full: Hash;
  readonly plain: Hash;
}

/** Takes records partition by partition, in any interleaving of partitions. */
export class TopicDigester {
  private readonly partitions = new Map<number, PartitionState>();
  private total = 0;

  /** How many records were added. */
  get records(): number {
    return this.total;
  }

  /** Adds the next record of a partition. */
  add(partition: number, record: DigestRecord): void {
    const state = this.stateOf(partition);
    const body = [...lengthAndBytes(record.key), ...lengthAndBytes(record.value)];
    const headers = record.headers.flatMap(([name, value]) => [
      ...lengthAndBytes(Buffer.from(name, 'utf8')),
      ...lengthAndBytes(value),
    ]);
    state.plain.update(Buffer.concat(body));
    state.full.update(Buffer.concat([...body, int32(record.headers.length), ...headers]));
    state.records += 1;
    this.total += 1;
  }

  /** The digest of everything added so far; nothing can be added afterwards. */
  finish(): TopicDigest {
    const order = [...this.partitions.keys()].sort((left, right) => left - right);
    const states = order.map((partition) => ({ partition, ...this.stateOf(partition) }));
    const lines = states.map(({ partition, records, full, plain }) => ({
      full: `${partition}:${records}:${full.digest('hex')}\n`,
      plain: `${partition}:${records}:${plain.digest('hex')}\n`,
    }));
    return {
      records: this.total,
      sha256: createHash('sha256')
        .update(lines.map(({ full }) => full).join(''))
        .digest('hex'),
      sha256NoHeaders: createHash('sha256')
        .update(lines.map(({ plain }) => plain).join(''))
        .digest('hex'),
    };
  }

  private stateOf(partition: number): PartitionState {
    const found = this.partitions.get(partition);
    if (found !== undefined) return found;
    const made = { records: 0, full: createHash('sha256'), plain: createHash('sha256') };
    this.partitions.set(partition, made);
    return made;
  }
}

function lengthAndBytes(bytes: Buffer | null): Buffer[] {
  return bytes === null ? [int32(-1)] : [int32(bytes.length), bytes];
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
