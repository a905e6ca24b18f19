/** Record batches: right ones of every codec and shape, and such whose header or records lie, with a CRC that agrees or not. */
import { CodecId, type ProducerId } from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { buildEndTransactionBatch, type NewRecord, RecordBatchBuilder } from '@ottla/record-batch';
import type { SeededRandomness } from '@ottla/testing';
import { joined, mutate } from './mutate.ts';

const compression = createNodeCompression();
const codecIds = Object.values(CodecId);
const headerBytes = 61;
const crcAt = 17;
const crcFrom = 21;
const timeMs = 1_704_067_200_000;

/** A batch that a well-behaved client could send. */
export function rightBatch(chance: SeededRandomness): Uint8Array {
  if (chance.chance(0.05)) return marker(chance);
  const hasProducer = chance.chance(0.3);
  const producer = {
    producerId: chance.below(1_000) as ProducerId,
    producerEpoch: chance.below(4),
    baseSequence: chance.pick([0, 1, 5, 0x7fff_ffff]),
  };
  const builder = new RecordBatchBuilder({
    codec: chance.chance(0.5) ? CodecId.none : chance.pick(codecIds),
    transactional: hasProducer && chance.chance(0.1),
    control: chance.chance(0.02),
    ...(hasProducer ? { producer } : {}),
  });
  for (let left = chance.between(1, 8); left > 0; left -= 1) builder.tryAppend(record(chance));
  return builder.build(compression, nodeCrc32c);
}

/** A batch as it is, or one that lies. */
export function anyBatch(chance: SeededRandomness): Uint8Array {
  const batch = rightBatch(chance);
  const way = chance.below(10);
  if (way < 3) return batch;
  if (way < 5) return mutate(batch, chance);
  if (way < 9) return sealed(lying(batch, chance));
  return joined(batch, anyBatch(chance));
}

/** The batch with the length and the CRC that its bytes should have. */
export function sealed(batch: Uint8Array): Uint8Array {
  if (batch.length < headerBytes) return batch;
  const whole = Buffer.from(batch);
  whole.writeInt32BE(whole.length - 12, 8);
  whole.writeUInt32BE(nodeCrc32c(whole.subarray(crcFrom)) >>> 0, crcAt);
  return whole;
}

/** Changes fields of the header behind the CRC, or the records. */
function lying(batch: Uint8Array, chance: SeededRandomness): Uint8Array {
  const from = chance.chance(0.5) ? crcFrom : headerBytes;
  const to = from === crcFrom ? headerBytes : batch.length;
  return joined(batch.subarray(0, from), mutate(batch.subarray(from, to), chance), batch.subarray(to));
}

function marker(chance: SeededRandomness): Uint8Array {
  const record = { kind: chance.pick(['commit', 'abort'] as const), coordinatorEpoch: chance.below(5) };
  const producer = { producerId: chance.below(1_000) as ProducerId, producerEpoch: chance.below(4) };
  return buildEndTransactionBatch(record, producer, { timestampMs: timeMs, crc32c: nodeCrc32c });
}

function record(chance: SeededRandomness): NewRecord {
  const bytes = (): Uint8Array | null => (chance.chance(0.2) ? null : chance.bytes(chance.below(60)));
  const value = chance.chance(0.05) ? new Uint8Array(chance.below(4_000)) : bytes();
  const headers = Array.from({ length: chance.chance(0.7) ? 0 : chance.below(4) }, (_, index) => ({
    key: chance.pick(['', 'h', '__proto__', 'größer', `h${index}`]),
    value: bytes(),
  }));
  return { key: bytes(), value, headers, timestampMs: timeMs + chance.between(-5_000, 5_000) };
}
