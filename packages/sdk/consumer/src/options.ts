/** The consumer's options. */
import {
  type ClientOptions,
  type ClientSettings,
  type Deserializer,
  InvalidOptionError,
  integerOption,
  resolveClientOptions,
} from '@ottla/client-core';
import { fetchBytesMax } from './limits.ts';

export interface ConsumerOptions<Key, Value> extends ClientOptions {
  /** Default: bytes. */
  readonly keyDeserializer?: Deserializer<Key>;
  /** Default: bytes. */
  readonly valueDeserializer?: Deserializer<Value>;
  /** Where to begin without a position, and where to go on when the log no longer has it. `none`: fail. Default `latest`. */
  readonly autoOffsetReset?: 'earliest' | 'latest' | 'none';
  /** A node answers when it has this many bytes … Default 1. */
  readonly fetchMinBytes?: number;
  /** … or after this time. Default 500. */
  readonly fetchMaxWaitMs?: number;
  /** Bytes of one answer. Default 33 554 432. */
  readonly fetchMaxBytes?: number;
  /** Bytes of one partition in one answer; reading ahead stops at this many. Default 1 048 576. */
  readonly maxPartitionFetchBytes?: number;
  /** Records of one poll. Default 500. */
  readonly maxPollRecords?: number;
  /** Bytes that are read ahead over all partitions. Default 67 108 864. */
  readonly prefetchBytes?: number;
  /** `read_committed` leaves out records of open and aborted transactions. Default `read_uncommitted`. */
  readonly isolationLevel?: 'read_uncommitted' | 'read_committed';
  /** Verify the checksum of each batch. Default true. */
  readonly checkCrcs?: boolean;
}

/** All options with their values. */
export interface ConsumerSettings extends ClientSettings {
  readonly autoOffsetReset: 'earliest' | 'latest' | 'none';
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly maxPollRecords: number;
  readonly prefetchBytes: number;
  readonly readCommitted: boolean;
  readonly checkCrcs: boolean;
}

/** Fills in defaults and checks everything. Throws an `InvalidOptionError`. */
export function resolveConsumerOptions(options: ConsumerOptions<unknown, unknown>): ConsumerSettings {
  const reset = options.autoOffsetReset ?? 'latest';
  if (!['earliest', 'latest', 'none'].includes(reset))
    throw new InvalidOptionError(`autoOffsetReset is ${reset}; it takes earliest, latest or none`);
  const isolation = options.isolationLevel ?? 'read_uncommitted';
  if (!['read_uncommitted', 'read_committed'].includes(isolation))
    throw new InvalidOptionError(`isolationLevel is ${isolation}; it takes read_uncommitted or read_committed`);
  const most = fetchBytesMax;
  return {
    ...resolveClientOptions(options),
    autoOffsetReset: reset,
    fetchMinBytes: integerOption('fetchMinBytes', options.fetchMinBytes ?? 1, 0),
    fetchMaxWaitMs: integerOption('fetchMaxWaitMs', options.fetchMaxWaitMs ?? 500, 0),
    fetchMaxBytes: integerOption('fetchMaxBytes', options.fetchMaxBytes ?? 33_554_432, 1, most),
    maxPartitionFetchBytes: integerOption(
      'maxPartitionFetchBytes',
      options.maxPartitionFetchBytes ?? 1_048_576,
      1,
      most,
    ),
    maxPollRecords: integerOption('maxPollRecords', options.maxPollRecords ?? 500, 1),
    prefetchBytes: integerOption('prefetchBytes', options.prefetchBytes ?? 67_108_864, 1),
    readCommitted: isolation === 'read_committed',
    checkCrcs: options.checkCrcs ?? true,
  };
}
