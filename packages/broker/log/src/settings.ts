import type { BufferPool, Clock, Compression, Crc32c, FileSystem, Logger, Timers } from '@ottla/base';

/** When an append counts as durable: after its sync, or (Kafka's behaviour) when the operating system took it. */
export type FlushPolicy = 'group' | 'os';

/** The settings of one partition's log, as Kafka names them. Bounds and defaults of the names stand with the topic settings. */
export interface LogSettings {
  /** `segment.bytes`: a segment is closed before it would grow over this. */
  readonly segmentBytes: number;
  /** `segment.ms`: a segment is closed when its first append is older than this. */
  readonly segmentMs: number;
  /** `segment.index.bytes`: a segment is closed when its index would grow over this. */
  readonly segmentIndexBytes: number;
  /** `index.interval.bytes`: bytes of log between two index entries. */
  readonly indexIntervalBytes: number;
  /** `retention.ms`; -1 keeps for ever. */
  readonly retentionMs: number;
  /** `retention.bytes`; -1 keeps any size. */
  readonly retentionBytes: number;
  /** `max.message.bytes`: the largest batch that a client may append. */
  readonly maxMessageBytes: number;
  /** `message.timestamp.type`. */
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime';
  /** `message.timestamp.before.max.ms`: how far a record's time may lie in the past. */
  readonly messageTimestampBeforeMaxMs: number;
  /** `message.timestamp.after.max.ms`: how far a record's time may lie in the future. */
  readonly messageTimestampAfterMaxMs: number;
  /** `flush.policy`. */
  readonly flushPolicy: FlushPolicy;
  /** `flush.messages`: with policy `os`, sync after this many records; `Number.MAX_SAFE_INTEGER` leaves it to the system. */
  readonly flushMessages: number;
  /** `flush.ms`: with policy `os`, sync what is older than this; `Number.MAX_SAFE_INTEGER` leaves it to the system. */
  readonly flushMs: number;
  /** `file.delete.delay.ms`: how long a file that was deleted stays under its `.deleted` name, for reads under way. */
  readonly fileDeleteDelayMs: number;
  /** `producer.id.expiration.ms`: a producer that wrote nothing for so long is forgotten. */
  readonly producerIdExpirationMs: number;
  /** `cleanup.policy` contains `compact`: gaps between offsets are then not damage. */
  readonly compacted: boolean;
}

/** Kafka's defaults. */
export const defaultLogSettings: LogSettings = Object.freeze({
  segmentBytes: 1024 * 1024 * 1024,
  segmentMs: 7 * 24 * 3_600_000,
  segmentIndexBytes: 10 * 1024 * 1024,
  indexIntervalBytes: 4096,
  retentionMs: 7 * 24 * 3_600_000,
  retentionBytes: -1,
  maxMessageBytes: 1_048_588,
  messageTimestampType: 'CreateTime',
  messageTimestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  messageTimestampAfterMaxMs: 3_600_000,
  flushPolicy: 'group',
  flushMessages: Number.MAX_SAFE_INTEGER,
  flushMs: Number.MAX_SAFE_INTEGER,
  fileDeleteDelayMs: 60_000,
  producerIdExpirationMs: 86_400_000,
  compacted: false,
});

/** The ports that a log works through. */
export interface LogPorts {
  readonly files: FileSystem;
  readonly buffers: BufferPool;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly crc32c: Crc32c;
  readonly compression: Compression;
  readonly logger: Logger;
}
