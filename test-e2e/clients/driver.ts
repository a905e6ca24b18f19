/**
 * What a client driver is: a program that writes the input to one topic a codec, or reads topics whole and prints one
 * digest for each. Node drivers are functions of this shape, run by `node-driver.ts`; Python drivers and kcat speak the
 * same command line and print the same lines.
 *
 *     <driver> write --bootstrap HOST:PORT --prefix P --codecs none,gzip --input FILE
 *     <driver> read  --bootstrap HOST:PORT --topics a,b --partitions 4 --count N
 */
import { parseArgs } from 'node:util';
import type { TopicDigest } from '../lib/digest.ts';

/** A compression codec by its common name. */
export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** Writes every record of the input to the topic `<prefix>-<codec>`. */
export interface WriteRequest {
  readonly bootstrap: string;
  readonly topic: string;
  readonly codec: Codec;
  readonly input: string;
}

/** Reads `count` records of all partitions of a topic. */
export interface ReadRequest {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partitions: number;
  readonly count: number;
}

/** One client library. `write` answers how many records were acknowledged. */
export interface Driver {
  write(request: WriteRequest): Promise<number>;
  read(request: ReadRequest): Promise<TopicDigest>;
}

/** The line that a driver prints for each topic. */
export interface DriverLine extends Partial<TopicDigest> {
  readonly client: string;
  readonly topic: string;
  readonly seconds: number;
  readonly error?: string;
}

/** How many records a writer hands to its client at once. */
export const writeChunk = 500;

/** Runs a driver with the arguments of the process. */
export async function runDriver(client: string, driver: Driver, parameters: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      bootstrap: { type: 'string' },
      prefix: { type: 'string' },
      codecs: { type: 'string' },
      input: { type: 'string' },
      topics: { type: 'string' },
      partitions: { type: 'string' },
      count: { type: 'string' },
    },
  });
  const bootstrap = values.bootstrap ?? '';
  const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((item) => item !== '');
  if (positionals[0] === 'write') {
    for (const codec of list(values.codecs) as Codec[]) {
      const topic = `${values.prefix ?? ''}-${codec}`;
      await report(client, topic, async () => ({
        records: await driver.write({ bootstrap, topic, codec, input: values.input ?? '' }),
      }));
    }
    return;
  }
  for (const topic of list(values.topics)) {
    const [partitions, count] = [Number(values.partitions), Number(values.count)];
    await report(client, topic, () => driver.read({ bootstrap, topic, partitions, count }));
  }
}

async function report(client: string, topic: string, work: () => Promise<Partial<TopicDigest>>): Promise<void> {
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  let line: DriverLine;
  try {
    line = { client, topic, ...(await work()), seconds: seconds() };
  } catch (error) {
    line = {
      client,
      topic,
      seconds: seconds(),
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
