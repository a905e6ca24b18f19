/** Who takes part in the matrix: how each client is called, which codecs it has, how it chooses partitions. */

import type { PackageRecord } from '../lib/dataset.ts';
import type { HeaderPair } from '../lib/digest.ts';
import { crc32Partition, murmur2Partition } from '../lib/partitioners.ts';
import { root, typescript } from '../lib/processes.ts';
import { findKcat, findPython } from '../lib/requirements.ts';
import type { Codec } from './driver.ts';
import { platformaticHas } from './platformatic-client.ts';

/** One client of the matrix. */
export interface Participant {
  readonly name: string;
  readonly command: readonly string[];
  readonly door: 'kafka' | 'grpc';
  readonly writes: readonly Codec[];
  /** The codecs it can read; empty for one that only writes. */
  readonly reads: readonly Codec[];
  /** Topics (`writer codec`) that it cannot read from any broker, and why: its own limit, not ours. */
  readonly cannotRead: ReadonlyMap<string, string>;
  readonly partition: (key: Buffer, partitions: number) => number;
  readonly headers: (record: PackageRecord) => readonly HeaderPair[];
}

/** The clients found, and a sentence for each that was not. */
export interface Participants {
  readonly present: readonly Participant[];
  readonly skipped: readonly string[];
}

/** All codecs. */
export const allCodecs: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

const sectionHeader = ({ section }: PackageRecord): HeaderPair[] => [['section', Buffer.from(section)]];
/** A header that a pattern takes out of the stanza is not there when the pattern finds nothing. */
const foundSection = (record: PackageRecord): HeaderPair[] =>
  record.value.includes('\nSection: ') ? sectionHeader(record) : [];
const sourceHeader = (): HeaderPair[] => [['source', Buffer.from('packages')]];
const nodeDriver = (name: string): string[] => typescript('test-e2e/clients/node-driver.ts', name);

function participant(name: string, command: readonly string[], rest: Partial<Participant> = {}): Participant {
  const usual = {
    door: 'kafka',
    writes: allCodecs,
    reads: allCodecs,
    cannotRead: new Map<string, string>(),
    partition: murmur2Partition,
    headers: sectionHeader,
  } as const;
  return { name, command, ...usual, ...rest };
}

/** Java and kafka-python wrap snappy blocks in a stream of their own, which this client's decoder does not know. */
const platformaticCannotRead = new Map([
  ['kafka-python snappy', 'platformatic reads raw snappy only, not the block stream'],
]);

/** The clients that need only Node and npm. */
export function nodeParticipants(): Participants {
  const platformaticCodecs = allCodecs.filter(platformaticHas);
  const present = [
    participant('kafkajs', nodeDriver('kafkajs')),
    participant('platformatic', nodeDriver('platformatic'), {
      writes: platformaticCodecs,
      reads: platformaticCodecs,
      cannotRead: platformaticCannotRead,
    }),
    participant('ottla-sdk', nodeDriver('sdk'), { door: 'grpc' }),
  ];
  const skipped = platformaticCodecs.includes('zstd')
    ? []
    : [`platformatic neither writes nor reads zstd: Node ${process.version} has no zstd`];
  return { present, skipped };
}

/** The command line client and the clients from outside of Node. */
export async function otherParticipants(): Promise<Participants> {
  const skipped: string[] = [];
  const present = [participant('ottla-cli', nodeDriver('cli'), { door: 'grpc', reads: [], headers: foundSection })];
  const kcat = await findKcat();
  if ('found' in kcat)
    present.push(participant('kcat', nodeDriver('kcat'), { partition: crc32Partition, headers: sourceHeader }));
  else skipped.push(`kcat left out: ${kcat.missing}`);
  const python = await findPython();
  if ('missing' in python)
    return { present, skipped: [...skipped, `confluent-kafka and kafka-python left out: ${python.missing}`] };
  const pythonDriver = (file: string): string[] => [python.found, `${root}test-e2e/clients/python/${file}`];
  present.push(participant('confluent-kafka', pythonDriver('confluent_driver.py'), { partition: crc32Partition }));
  present.push(participant('kafka-python', pythonDriver('kafka_python_driver.py')));
  return { present, skipped };
}
