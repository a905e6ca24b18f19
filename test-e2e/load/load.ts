/**
 * What a load program is: it writes unique values without pause until its stdin ends, and prints what was acknowledged.
 *
 *     <load> --bootstrap HOST:PORT --topic T --partitions 4 --writer NAME
 *
 * Values are `writer:partition:sequence:padding` with sequences from 0 in each partition. A line `ack P FROM TO` says that
 * the values FROM to TO (inclusive) of partition P were acknowledged; `lost P N` that the client gave value N up, so that
 * it may or may not be there. A record that was given up is never sent again under the same number.
 */
import { parseArgs } from 'node:util';

/** What a load program needs to know. */
export interface LoadOptions {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partitions: number;
  readonly writer: string;
}

const padding = 'x'.repeat(100);

/** The value with this number. */
export const loadValue = (writer: string, partition: number, sequence: number): string =>
  `${writer}:${partition}:${sequence}:${padding}`;

/** Options from the command line. */
export function loadOptions(): LoadOptions {
  const { values } = parseArgs({
    options: {
      bootstrap: { type: 'string' },
      topic: { type: 'string' },
      partitions: { type: 'string' },
      writer: { type: 'string' },
    },
  });
  const { bootstrap = '', topic = '', partitions = '1', writer = '' } = values;
  return { bootstrap, topic, partitions: Number(partitions), writer };
}

/** True as soon as stdin has ended: finish what was sent and exit. */
export function stopSignal(): { readonly stopped: boolean } {
  const state = { stopped: false };
  process.stdin.on('end', () => {
    state.stopped = true;
  });
  process.stdin.resume();
  return state;
}

/** Tells about the values `from` to `to` of a partition. */
export function acknowledge(partition: number, from: number, to: number): void {
  process.stdout.write(`ack ${partition} ${from} ${to}\n`);
}

/** Tells that the client gave up on one value. */
export function giveUp(partition: number, sequence: number, error: unknown): void {
  process.stdout.write(`lost ${partition} ${sequence}\n`);
  process.stderr.write(`${String(error)}\n`);
}
