/** `ottla produce`: sends lines or documents from standard input, shows progress, and tells at the end what was stored. */
import { createReadStream } from 'node:fs';
import { messageOf } from '@ottla/base';
import { type CompressionType, Producer, type ProducerRecord } from '@ottla/producer';
import { type Command, Option } from 'commander';
import { delimiterBytes, documentsOf } from '../input/documents.ts';
import { type Extract, extractor, nameAndRest } from '../input/pattern.ts';
import { type Progress, startProgress } from '../output/progress.ts';
import { Trouble } from '../output/trouble.ts';
import { UsageError } from '../usage-error.ts';
import { type ClientFlags, clientCommand, repeated, wholeNumber, withAdmin } from './client-options.ts';

interface ProduceFlags extends ClientFlags {
  readonly file?: string;
  readonly delimiter: string;
  readonly key?: string;
  readonly keyPattern?: string;
  readonly header: readonly string[];
  readonly headerPattern: readonly string[];
  readonly partition?: number;
  readonly acks: string;
  readonly compressionType: CompressionType;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly maxRequestSize: number;
  readonly quiet?: boolean;
}

/** Milliseconds between two looks for partitions that cannot be written. */
const lookMs = 250;

/** Calls of `sendMany` under way at most; reading waits beyond it. */
const callsMax = 16;
/** Records of one call at most. */
const recordsPerCall = 2000;

/** Adds the command. */
export function addProduceCommand(program: Command): void {
  clientCommand(program.command('produce <topic>').description('send lines or documents from standard input'))
    .option('--file <path>', 'read this file instead of standard input')
    .option(
      '--delimiter <text>',
      'what stands between two records (an empty line is an empty record); \\n\\n parts documents by empty lines',
      '\\n',
    )
    .option('--key <text>', 'one key for all records')
    .option('--key-pattern <regex>', 'the key of a record: the first group of the match, or the whole match')
    .option('--header <name=value>', 'a header for all records; may be repeated', repeated, [])
    .option('--header-pattern <name=regex>', 'a header taken from the record; may be repeated', repeated, [])
    .option('--partition <number>', 'send everything to this partition', wholeNumber(0))
    .addOption(
      new Option('--acks <when>', 'who must have a record before it counts').choices(['all', '1', '0']).default('all'),
    )
    .addOption(
      new Option('--compression-type <codec>', 'how batches are compressed')
        .choices(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('none'),
    )
    .option('--batch-size <bytes>', 'bytes of a batch', wholeNumber(1), 262_144)
    .option('--linger-ms <ms>', 'how long a batch waits for more', wholeNumber(0), 5)
    .option('--max-request-size <bytes>', 'the largest record', wholeNumber(1), 1_048_576)
    .option('--quiet', 'no progress')
    .action(produce);
}

async function produce(topic: string, flags: ProduceFlags): Promise<void> {
  const toRecord = recordMaker(topic, flags);
  // A producer waits for a cluster to come up; a person wants to know at once that nobody is there.
  await withAdmin(flags, (admin) => admin.describeCluster());
  const delimiter = delimiterBytes(flags.delimiter);
  const producer = new Producer<string | Uint8Array, Uint8Array>({
    bootstrapServers: flags.bootstrapServer,
    clientId: 'ottla-cli',
    acks: flags.acks === 'all' ? 'all' : flags.acks === '1' ? 1 : 0,
    enableIdempotence: flags.acks === 'all',
    compressionType: flags.compressionType,
    batchSize: flags.batchSize,
    lingerMs: flags.lingerMs,
    maxRequestSize: flags.maxRequestSize,
  });
  const output = { isTerminal: process.stderr.isTTY, write: (text: string) => void process.stderr.write(text) };
  const quiet = flags.quiet === true || flags.json === true;
  const progress = quiet ? undefined : startProgress(topic, output, () => performance.now());
  const sending = new Sending(producer, progress);
  const started = performance.now();
  const trouble = new Trouble((line) => process.stderr.write(line), 'written');
  const looking = setInterval(() => trouble.look(producer.unreachable()), lookMs);
  try {
    for await (const document of documentsOf(inputOf(flags), delimiter)) {
      await sending.add(toRecord(document));
    }
  } finally {
    await sending.finish();
    await producer.close();
    clearInterval(looking);
    progress?.finish();
  }
  if (flags.json === true) {
    const seconds = Math.round(performance.now() - started) / 1000;
    process.stdout.write(
      `${JSON.stringify({ topic, records: sending.stored, bytes: sending.storedBytes, seconds })}\n`,
    );
  }
  sending.throwFailure();
}

/** Gathers records of one turn of the event loop into calls, and bounds how many calls are under way. */
class Sending {
  readonly #producer: Producer<string | Uint8Array, Uint8Array>;
  readonly #progress: Progress | undefined;
  readonly #calls = new Set<Promise<void>>();
  #gathered: ProducerRecord<string | Uint8Array, Uint8Array>[] = [];
  #scheduled = false;
  #failure: unknown;
  stored = 0;
  storedBytes = 0;

  constructor(producer: Producer<string | Uint8Array, Uint8Array>, progress: Progress | undefined) {
    this.#producer = producer;
    this.#progress = progress;
  }

  async add(record: ProducerRecord<string | Uint8Array, Uint8Array>): Promise<void> {
    this.throwFailure();
    this.#gathered.push(record);
    if (this.#gathered.length >= recordsPerCall) this.#send();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#send();
      });
    }
    while (this.#calls.size >= callsMax) await Promise.race(this.#calls);
  }

  /** Sends the rest and waits for everything; failures are kept for `throwFailure`. */
  async finish(): Promise<void> {
    this.#send();
    await Promise.all(this.#calls);
  }

  throwFailure(): void {
    if (this.#failure === undefined) return;
    throw new Error(`${messageOf(this.#failure)} (at least ${this.stored} records were stored)`, {
      cause: this.#failure,
    });
  }

  #send(): void {
    const records = this.#gathered;
    if (records.length === 0) return;
    this.#gathered = [];
    const bytes = records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    const call = this.#producer.sendMany(records).then(
      () => {
        this.stored += records.length;
        this.storedBytes += bytes;
        this.#progress?.add(records.length, bytes);
      },
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
    this.#calls.add(call);
    void call.then(() => this.#calls.delete(call));
  }
}

function recordMaker(
  topic: string,
  flags: ProduceFlags,
): (document: Uint8Array) => ProducerRecord<string | Uint8Array, Uint8Array> {
  if (flags.key !== undefined && flags.keyPattern !== undefined) {
    throw new UsageError('--key and --key-pattern exclude each other; give one of them');
  }
  const keyOf = flags.keyPattern === undefined ? undefined : extractor('--key-pattern', flags.keyPattern);
  const fixed = flags.header.map((text) => nameAndRest('--header', text));
  const taken = flags.headerPattern.map((text): readonly [string, Extract] => {
    const [name, pattern] = nameAndRest('--header-pattern', text);
    return [name, extractor('--header-pattern', pattern)];
  });
  return (document) => {
    const headers: (readonly [string, string | Uint8Array | null])[] = [...fixed];
    for (const [name, extract] of taken) {
      const value = extract(document);
      if (value !== undefined) headers.push([name, value]);
    }
    const key = flags.key ?? keyOf?.(document);
    return {
      topic,
      value: document,
      ...(key === undefined ? {} : { key }),
      ...(headers.length === 0 ? {} : { headers }),
      ...(flags.partition === undefined ? {} : { partition: flags.partition }),
    };
  };
}

/** The bytes to read. Ctrl-C ends them, so that what was read is still sent and counted. */
async function* inputOf(flags: ProduceFlags): AsyncGenerator<Uint8Array, void, void> {
  const input = flags.file === undefined ? process.stdin : createReadStream(flags.file, { highWaterMark: 1024 * 1024 });
  const stopped = new AbortController();
  const stop = (): void => {
    stopped.abort();
    input.destroy();
  };
  process.once('SIGINT', stop);
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (!stopped.signal.aborted) throw new Error(`the input cannot be read: ${messageOf(error)}`, { cause: error });
  } finally {
    process.off('SIGINT', stop);
  }
}
