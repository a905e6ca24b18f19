/** What the load programs say was acknowledged, and the judgement of what a reader then finds. */

/** Sequences of one writer in one partition, as ranges in the order in which they were acknowledged. */
interface Acknowledged {
  readonly ranges: Array<readonly [from: number, to: number]>;
  lost: number;
}

/** What was found wrong, and how much was looked at. */
export interface Judgement {
  readonly acknowledged: number;
  readonly read: number;
  readonly unknown: number;
  readonly problems: string[];
}

const problemsMax = 50;

/** Gathers acknowledgements, then the records read back. */
export class Ledger {
  private readonly acknowledged = new Map<string, Acknowledged>();
  private readonly found = new Map<string, number[]>();
  private readonly problems: string[] = [];

  /** Takes one line of a load program. */
  line(writer: string, line: string): void {
    const [word, partition = '', from = '', to = ''] = line.split(' ');
    const entry = this.entryOf(`${writer}:${partition}`);
    if (word === 'ack') entry.ranges.push([Number(from), Number(to)]);
    else if (word === 'lost') entry.lost += 1;
  }

  /** How many records were acknowledged so far. */
  get acknowledgedCount(): number {
    const ranges = [...this.acknowledged.values()].flatMap((entry) => entry.ranges);
    return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  /** How many records of one writer were acknowledged so far. */
  acknowledgedOf(writer: string): number {
    const mine = [...this.acknowledged]
      .filter(([key]) => key.startsWith(`${writer}:`))
      .flatMap(([, entry]) => entry.ranges);
    return mine.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  /** Takes the next record of a partition, in order of offset. */
  read(partition: number, value: string): void {
    const [writer = '', named = '', sequence = ''] = value.split(':');
    if (named !== String(partition))
      this.problem(`partition ${partition} holds a value for partition ${named}: ${value.slice(0, 60)}`);
    const key = `${writer}:${named}`;
    const sequences = this.found.get(key) ?? [];
    const last = sequences.at(-1) ?? -1;
    if (Number(sequence) === last) this.problem(`${key}: value ${sequence} is there twice in a row`);
    else if (Number(sequence) < last)
      this.problem(`${key}: value ${sequence} comes after ${last} (twice, or out of order)`);
    sequences.push(Number(sequence));
    this.found.set(key, sequences);
  }

  /** Compares both. */
  judge(): Judgement {
    for (const [key, { ranges }] of this.acknowledged) {
      const there = new Set(this.found.get(key));
      for (const [from, to] of ranges) {
        for (let sequence = from; sequence <= to; sequence += 1) {
          if (!there.has(sequence)) this.problem(`${key}: value ${sequence} was acknowledged and is not there`);
        }
      }
    }
    const read = [...this.found.values()].reduce((sum, sequences) => sum + sequences.length, 0);
    const unknown = [...this.acknowledged.values()].reduce((sum, { lost }) => sum + lost, 0);
    return { acknowledged: this.acknowledgedCount, read, unknown, problems: this.problems };
  }

  private entryOf(key: string): Acknowledged {
    const found = this.acknowledged.get(key);
    if (found !== undefined) return found;
    const made: Acknowledged = { ranges: [], lost: 0 };
    this.acknowledged.set(key, made);
    return made;
  }

  private problem(sentence: string): void {
    if (this.problems.length < problemsMax) this.problems.push(sentence);
  }
}
