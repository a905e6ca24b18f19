/**
 * Where the fields of a record batch v2 lie, counted from the first byte of the batch. FORMAT.md explains each of them.
 * Not here: reading or writing them (`view/`), or what makes them valid (`validate/`).
 */
export const BatchField = {
  baseOffset: 0,
  batchLength: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

/** Bytes before the records: the smallest size that a batch can have. */
export const batchHeaderBytes: number = BatchField.records;

/** Bytes that the length field does not count: base offset and the length itself. */
export const batchPrefixBytes: number = BatchField.leaderEpoch;

/** The only format that is stored and served. */
export const batchMagic2 = 2;

/** Bits of the attributes field. */
export const AttributeBit = {
  codecMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;
