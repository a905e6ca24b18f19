/**
 * The two ways in which clients choose a partition by key. Written here a second time, away from the product's own, so
 * that the matrix can say beforehand in which partition every record of every writer must be found.
 */
import { crc32 } from './crc32.ts';

const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/** As the Java client, KafkaJS, kafka-python, @platformatic/kafka and Ottla choose: murmur2 without its sign, modulo. */
export function murmur2Partition(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** As librdkafka's default partitioner chooses for records that have a key: CRC-32, modulo. */
export function crc32Partition(key: Buffer, partitions: number): number {
  return crc32(key) % partitions;
}

function murmur2(bytes: Buffer): number {
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), multiplier);
    word = Math.imul(word ^ (word >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ word;
  }
  const rest = bytes.subarray(whole);
  if (rest.length > 0) {
    for (const [index, byte] of rest.entries()) hash ^= byte << (8 * index);
    hash = Math.imul(hash, multiplier);
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}
