/** What a batch may hold depends on where it comes from. */
import type { Crc32c } from '@ottla/base';
import { AttributeBit } from '../layout.ts';
import { BATCH_BYTES_MAX } from '../limits.ts';

/** The rules that `validateBatch` checks. */
export interface BatchRules {
  readonly crc32c: Crc32c;
  /** Bytes of the whole batch. */
  readonly batchBytesMax: number;
  /** True: the batch has its offsets and its leader epoch. False: its base offset must be 0 and the epoch is not looked at. */
  readonly offsetsAssigned: boolean;
  /** True: records may be missing, because compaction removed them. */
  readonly sparse: boolean;
  /** Attribute bits that must not be set. */
  readonly forbiddenAttributes: number;
  /** False refuses zstd, for requests of versions that did not know it. */
  readonly zstd: boolean;
  /** True refuses a largest timestamp below the base timestamp. See FORMAT.md for the client that sends such. */
  readonly timestampsInOrder: boolean;
}

/** Attribute bits without a meaning. */
export const reservedAttributes = 0xff80;

/** For what a producer sends. */
export function clientBatchRules(crc32c: Crc32c, overrides: Partial<BatchRules> = {}): BatchRules {
  const { control, deleteHorizon, logAppendTime } = AttributeBit;
  return {
    crc32c,
    batchBytesMax: BATCH_BYTES_MAX,
    offsetsAssigned: false,
    sparse: false,
    forbiddenAttributes: reservedAttributes | control | deleteHorizon | logAppendTime,
    zstd: true,
    timestampsInOrder: false,
    ...overrides,
  };
}

/** For what a broker's own coordinator appends: as a client's, but markers and append times are allowed. */
export function coordinatorBatchRules(crc32c: Crc32c, overrides: Partial<BatchRules> = {}): BatchRules {
  const forbiddenAttributes = reservedAttributes | AttributeBit.deleteHorizon;
  return clientBatchRules(crc32c, { forbiddenAttributes, ...overrides });
}

/** For what lies on a disk or comes from a leader. */
export function storedBatchRules(crc32c: Crc32c, overrides: Partial<BatchRules> = {}): BatchRules {
  return clientBatchRules(crc32c, { offsetsAssigned: true, sparse: true, forbiddenAttributes: 0, ...overrides });
}
