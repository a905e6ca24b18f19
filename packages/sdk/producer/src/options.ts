/** The producer's options. */
import { CodecId } from '@ottla/base';
import {
  type ClientOptions,
  type ClientSettings,
  InvalidOptionError,
  integerOption,
  resolveClientOptions,
  type Serializer,
} from '@ottla/client-core';
import { idempotentInFlightMax } from './limits.ts';
import type { Partitioner } from './partitioner.ts';

/** How compressed batches are. */
export type CompressionType = keyof typeof CodecId;

export interface ProducerOptions<Key, Value> extends ClientOptions {
  /** Default: text as UTF-8, bytes as they are. */
  readonly keySerializer?: Serializer<Key>;
  /** Default: text as UTF-8, bytes as they are. */
  readonly valueSerializer?: Serializer<Value>;
  /** Default: by key as Kafka's Java client does, else sticking to a partition for a batch. */
  readonly partitioner?: Partitioner;
  /** `all` (or -1): all in-sync replicas have it on stable storage. 1: the leader has it. 0: nobody is asked. Default `all`. */
  readonly acks?: 'all' | -1 | 0 | 1;
  /** Bytes of a batch, before compression. Default 65 536. */
  readonly batchSize?: number;
  /** How long a batch that is not full waits for more. Default 0: what is sent in one turn of the event loop goes together. */
  readonly lingerMs?: number;
  /** Bytes of records that wait or are under way. Default 33 554 432. */
  readonly bufferMemory?: number;
  /** How long a send waits for room and for metadata. Default 60 000. */
  readonly maxBlockMs?: number;
  /** Attempts after the first; `deliveryTimeoutMs` is the better bound. Default 2 147 483 647. */
  readonly retries?: number;
  /** How long a record may take from `send` to its outcome. Default 120 000. */
  readonly deliveryTimeoutMs?: number;
  /** Requests under way at one node. Default 5. */
  readonly maxInFlightRequestsPerConnection?: number;
  /** Bytes of one request; also of one record. Default 1 048 576. */
  readonly maxRequestSize?: number;
  /** The broker drops repeated batches and keeps their order. Default true. */
  readonly enableIdempotence?: boolean;
  /** Default `none`. */
  readonly compressionType?: CompressionType;
  /** Create topics that are missing, where the cluster allows that. Default true. */
  readonly allowAutoTopicCreation?: boolean;
}

/** All options with their values. */
export interface ProducerSettings extends ClientSettings {
  readonly acks: -1 | 0 | 1;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly bufferMemory: number;
  readonly maxBlockMs: number;
  readonly retries: number;
  readonly deliveryTimeoutMs: number;
  readonly maxInFlight: number;
  readonly maxRequestSize: number;
  readonly idempotent: boolean;
  readonly codec: CodecId;
  readonly allowAutoTopicCreation: boolean;
}

/** Fills in defaults and checks everything. Throws an `InvalidOptionError`. */
export function resolveProducerOptions(options: ProducerOptions<never, never>): ProducerSettings {
  const acks = acksOf(options.acks ?? 'all');
  const codec = CodecId[options.compressionType ?? 'none'] as CodecId | undefined;
  if (codec === undefined)
    throw new InvalidOptionError(
      `compressionType is ${String(options.compressionType)}; it takes ${Object.keys(CodecId).join(', ')}`,
    );
  const settings: ProducerSettings = {
    ...resolveClientOptions(options),
    acks,
    codec,
    batchSize: integerOption('batchSize', options.batchSize ?? 65_536, 1),
    lingerMs: integerOption('lingerMs', options.lingerMs ?? 0, 0),
    bufferMemory: integerOption('bufferMemory', options.bufferMemory ?? 33_554_432, 1),
    maxBlockMs: integerOption('maxBlockMs', options.maxBlockMs ?? 60_000, 0),
    retries: integerOption('retries', options.retries ?? 2_147_483_647, 0),
    deliveryTimeoutMs: integerOption('deliveryTimeoutMs', options.deliveryTimeoutMs ?? 120_000, 1),
    maxInFlight: integerOption('maxInFlightRequestsPerConnection', options.maxInFlightRequestsPerConnection ?? 5, 1),
    maxRequestSize: integerOption('maxRequestSize', options.maxRequestSize ?? 1_048_576, 1, 33_554_432),
    idempotent: options.enableIdempotence ?? acks === -1,
    allowAutoTopicCreation: options.allowAutoTopicCreation ?? true,
  };
  checkIdempotence(settings);
  return settings;
}

function acksOf(acks: unknown): -1 | 0 | 1 {
  if (acks === 'all' || acks === -1) return -1;
  if (acks === 0 || acks === 1) return acks;
  throw new InvalidOptionError(`acks is ${String(acks)}; it takes 'all', -1, 1 or 0`);
}

function checkIdempotence({ idempotent, acks, maxInFlight, retries }: ProducerSettings): void {
  if (!idempotent) return;
  if (acks !== -1)
    throw new InvalidOptionError(`acks is ${acks}; enableIdempotence needs acks 'all', or switch it off`);
  if (maxInFlight > idempotentInFlightMax)
    throw new InvalidOptionError(
      `maxInFlightRequestsPerConnection is ${maxInFlight}; with enableIdempotence it is at most ${idempotentInFlightMax}`,
    );
  if (retries === 0) throw new InvalidOptionError('retries is 0; enableIdempotence needs at least 1, or switch it off');
}
