/** Names of the log's files. Built from ids and numbers only, never from a name that a client chose. */
import type { PartitionIndex, TopicId } from '@ottla/base';

const offsetDigits = 20;

/** Files of one segment. */
export const SegmentSuffix = {
  log: '.log',
  offsets: '.index',
  times: '.timeindex',
  transactions: '.txnindex',
} as const;
export const snapshotSuffix = '.snapshot';
/** A file or directory that is to be removed. */
export const deletedSuffix = '.deleted';
/** A side file that was not finished. */
export const temporarySuffix = '.tmp';
export const partitionFileName = 'partition.json';
export const epochFileName = 'leader-epochs.json';

/** The directory of a topic. Fails on anything that is not 32 lower-case hexadecimal digits. */
export function topicDirectory(logsDirectory: string, topicId: TopicId): string {
  if (!isTopicIdName(topicId)) throw new RangeError(`"${topicId}" is no topic id; ids are 32 hexadecimal digits`);
  return `${logsDirectory}/${topicId}`;
}

/** The directory of a partition. */
export function partitionDirectory(logsDirectory: string, topicId: TopicId, partition: PartitionIndex): string {
  if (!Number.isSafeInteger(partition) || partition < 0) throw new RangeError(`${partition} is no partition number`);
  return `${topicDirectory(logsDirectory, topicId)}/${partition}`;
}

export function isTopicIdName(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}

export function isPartitionName(name: string): boolean {
  return /^(0|[1-9][0-9]{0,9})$/.test(name);
}

/** A file whose name is an offset. */
export function offsetFile(directory: string, offset: number, suffix: string): string {
  return `${directory}/${String(offset).padStart(offsetDigits, '0')}${suffix}`;
}

/** The offset in a file's name, or undefined when it is no such file. */
export function offsetOfName(name: string, suffix: string): number | undefined {
  if (!name.endsWith(suffix)) return undefined;
  const digits = name.slice(0, -suffix.length);
  if (digits.length !== offsetDigits || !/^[0-9]+$/.test(digits)) return undefined;
  const offset = Number(digits);
  return Number.isSafeInteger(offset) ? offset : undefined;
}
