/** The command line of the bench. */
import { parseArgs } from 'node:util';

/** What was asked for. */
export interface BenchOptions {
  readonly names: readonly string[];
  readonly quick: boolean;
  readonly full: boolean;
  /** Pairs of measurements that count, after one that does not. */
  readonly pairs: number;
  /** Seconds of one measurement. */
  readonly seconds: number;
  readonly minutes: number;
  readonly partitions: number;
  readonly inFlight: number;
  readonly gigabytes: number;
  /** Only cases whose label contains this. */
  readonly only: string;
  readonly json: string | undefined;
  readonly writeDocs: boolean;
  readonly versus: string | undefined;
  readonly help: boolean;
}

/** Runs the parser; throws with a sentence about what is wrong. */
export function readOptions(parameters: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      pairs: { type: 'string' },
      seconds: { type: 'string' },
      minutes: { type: 'string' },
      partitions: { type: 'string' },
      'in-flight': { type: 'string' },
      gigabytes: { type: 'string' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      vs: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick } = values;
  return {
    names: positionals,
    quick,
    full: values.full,
    pairs: numberOf('pairs', values.pairs, quick ? 1 : 5, 1),
    seconds: numberOf('seconds', values.seconds, quick ? 0.2 : 2, 0.05),
    minutes: numberOf('minutes', values.minutes, quick ? 0.1 : 30, 0.05),
    partitions: numberOf('partitions', values.partitions, quick ? 200 : 10_000, 1),
    inFlight: numberOf('in-flight', values['in-flight'], 5, 1),
    gigabytes: numberOf('gigabytes', values.gigabytes, 1, 0.001),
    only: values.only,
    json: values.json,
    writeDocs: values['write-docs'],
    versus: values.vs,
    help: values.help,
  };
}

function numberOf(name: string, text: string | undefined, otherwise: number, least: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value >= least)) throw new Error(`--${name} is ${text}; it takes a number of at least ${least}`);
  return value;
}

/** Whether a case takes part. */
export const isChosen = ({ only }: BenchOptions, label: string): boolean => label.includes(only);

/** What `--help` prints, without the list of scenarios. */
export const usage = `npm run bench -- [options] [scenario …]

  --quick            tiny sizes: shows that everything runs; its figures mean nothing
  --full             the whole matrix of produce and consume, not one change at a time
  --pairs N          pairs that count, after one that does not (default 5)
  --seconds N        seconds of one measurement (default 2)
  --in-flight N      requests that a generator keeps under way (default 5)
  --partitions N     for the scenario partitions (default 10000)
  --minutes N        for the scenario soak (default 30)
  --gigabytes N      what kcat sends of records of 1 KiB, and 3 million records of 100 B each (default 1)
  --only TEXT        only cases whose line of progress contains this text
  --json FILE        writes everything that was measured
  --write-docs       makes docs/performance/README.md and its pictures from this run
  --vs kafka         beside Apache Kafka, which is fetched from Maven Central; needs java, mvn and kcat; all of it, or the
                     named parts: throughput, latency, start (memory is told with any of the first two)
  --vs etcd          the metadata quorum beside etcd (Debian package etcd-server; its own client where there is Go)
  --help             this text

Environment: OTTLA_BENCH_DIR is where data lies (default: the system's folder for temporary files).`;
