/** The declarations of all topic configs: Kafka's names and defaults, and one of our own (`flush.policy`). */
import {
  type BooleanSetting,
  type EnumSetting,
  type ListSetting,
  longUnbounded,
  type NumberSetting,
} from '@ottla/base';

const dayMs = 86_400_000;
const dynamic = 'dynamic' as const;

/** By the camelCase of their names, so that code names them without texts. */
export interface TopicConfigDeclarations {
  readonly cleanupPolicy: ListSetting<'delete' | 'compact'>;
  readonly compressionType: EnumSetting<'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd'>;
  readonly deleteRetentionMs: NumberSetting;
  readonly fileDeleteDelayMs: NumberSetting;
  readonly flushMessages: NumberSetting;
  readonly flushMs: NumberSetting;
  readonly flushPolicy: EnumSetting<'group' | 'os'>;
  readonly indexIntervalBytes: NumberSetting;
  readonly maxCompactionLagMs: NumberSetting;
  readonly maxMessageBytes: NumberSetting;
  readonly messageTimestampType: EnumSetting<'CreateTime' | 'LogAppendTime'>;
  readonly messageTimestampBeforeMaxMs: NumberSetting;
  readonly messageTimestampAfterMaxMs: NumberSetting;
  readonly minCleanableDirtyRatio: NumberSetting;
  readonly minCompactionLagMs: NumberSetting;
  readonly minInsyncReplicas: NumberSetting;
  readonly preallocate: BooleanSetting;
  readonly retentionBytes: NumberSetting;
  readonly retentionMs: NumberSetting;
  readonly segmentBytes: NumberSetting;
  readonly segmentIndexBytes: NumberSetting;
  readonly segmentJitterMs: NumberSetting;
  readonly segmentMs: NumberSetting;
  readonly uncleanLeaderElectionEnable: BooleanSetting;
}

export const topicConfigDeclarations: TopicConfigDeclarations = {
  cleanupPolicy: {
    kind: 'list',
    name: 'cleanup.policy',
    documentation: 'What becomes of old segments: deleted by age and size, compacted by key, or both.',
    default: ['delete'],
    allowed: ['delete', 'compact'],
    itemsMin: 1,
    applies: dynamic,
  },
  compressionType: {
    kind: 'enum',
    name: 'compression.type',
    documentation: 'The codec in which batches are stored; "producer" keeps the one they came with.',
    default: 'producer',
    allowed: ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
    applies: dynamic,
  },
  deleteRetentionMs: whole('long', 'delete.retention.ms', dayMs, { min: 0 }, [
    'How long a tombstone stays in a compacted topic, so that readers who began before it can see it.',
  ]),
  fileDeleteDelayMs: whole('long', 'file.delete.delay.ms', 60_000, { min: 0 }, [
    'How long the files of a deleted segment stay on disk.',
  ]),
  flushMessages: whole('long', 'flush.messages', longUnbounded, { min: 1 }, [
    'With flush.policy "os": sync after this many records.',
  ]),
  flushMs: whole('long', 'flush.ms', longUnbounded, { min: 0 }, ['With flush.policy "os": sync after this long.']),
  flushPolicy: {
    kind: 'enum',
    name: 'flush.policy',
    documentation:
      'When a write is acknowledged: "group" once it is on stable storage, with all writes that came in meanwhile; "os" once the operating system has it, as Kafka does.',
    default: 'group',
    allowed: ['group', 'os'],
    applies: dynamic,
  },
  indexIntervalBytes: whole('int', 'index.interval.bytes', 4096, { min: 0 }, [
    'Bytes of log between two entries of an index.',
  ]),
  maxCompactionLagMs: whole('long', 'max.compaction.lag.ms', longUnbounded, { min: 1 }, [
    'The longest that a record of a compacted topic stays uncompacted.',
  ]),
  maxMessageBytes: whole('int', 'max.message.bytes', 1_048_588, { min: 0 }, [
    'The largest batch that the topic takes, in bytes as sent.',
  ]),
  messageTimestampType: {
    kind: 'enum',
    name: 'message.timestamp.type',
    documentation: 'Whose time a record carries: the producer’s (CreateTime) or the broker’s (LogAppendTime).',
    default: 'CreateTime',
    allowed: ['CreateTime', 'LogAppendTime'],
    applies: dynamic,
  },
  messageTimestampBeforeMaxMs: whole('long', 'message.timestamp.before.max.ms', longUnbounded, { min: 0 }, [
    'How far a record’s time may lie behind the broker’s clock.',
  ]),
  messageTimestampAfterMaxMs: whole('long', 'message.timestamp.after.max.ms', 3_600_000, { min: 0 }, [
    'How far a record’s time may lie ahead of the broker’s clock.',
  ]),
  minCleanableDirtyRatio: {
    kind: 'double',
    name: 'min.cleanable.dirty.ratio',
    documentation: 'The share of a log that must be uncompacted before compaction takes it up.',
    default: 0.5,
    min: 0,
    max: 1,
    boundReason: 'it is a share',
    applies: dynamic,
  },
  minCompactionLagMs: whole('long', 'min.compaction.lag.ms', 0, { min: 0 }, [
    'The shortest that a record of a compacted topic stays uncompacted.',
  ]),
  minInsyncReplicas: whole('int', 'min.insync.replicas', 1, { min: 1 }, [
    'How many replicas, the leader among them, must have a record for acks=all to succeed.',
    'the leader itself is one',
  ]),
  preallocate: {
    kind: 'boolean',
    name: 'preallocate',
    documentation: 'Whether a new segment takes its full size on disk at once.',
    default: false,
    applies: dynamic,
  },
  retentionBytes: whole('long', 'retention.bytes', -1, { min: -1 }, [
    'Bytes that a partition keeps before its oldest segments are deleted; -1 for no bound.',
  ]),
  retentionMs: whole('long', 'retention.ms', 7 * dayMs, { min: -1 }, [
    'How long records are kept before their segment is deleted; -1 for ever.',
  ]),
  segmentBytes: whole('int', 'segment.bytes', 2 ** 30, { min: 16_384 }, [
    'The size at which a segment is closed and the next one begun.',
    'smaller segments would drown the disk in files',
  ]),
  segmentIndexBytes: whole('int', 'segment.index.bytes', 10_485_760, { min: 64 }, [
    'The largest index of a segment; a full one closes the segment.',
    'an index holds a few entries at least',
  ]),
  segmentJitterMs: whole('long', 'segment.jitter.ms', 0, { min: 0 }, [
    'Up to how much earlier a segment is closed by time, so that not all partitions roll at once.',
  ]),
  segmentMs: whole('long', 'segment.ms', 7 * dayMs, { min: 1 }, [
    'The age at which a segment is closed even when it is not full.',
  ]),
  uncleanLeaderElectionEnable: {
    kind: 'boolean',
    name: 'unclean.leader.election.enable',
    documentation: 'Whether a replica that may lack acknowledged records may lead when no other can.',
    default: false,
    applies: dynamic,
  },
};

type TopicConfigDeclaration = TopicConfigDeclarations[keyof TopicConfigDeclarations];

/** By the names that clients use. */
export const topicConfigsByName: ReadonlyMap<string, TopicConfigDeclaration> = new Map(
  (Object.values(topicConfigDeclarations) as TopicConfigDeclaration[]).map((declaration) => [
    declaration.name,
    declaration,
  ]),
);

function whole(
  kind: 'int' | 'long',
  name: string,
  initial: number,
  bounds: { readonly min: number },
  words: readonly [documentation: string, boundReason?: string],
): NumberSetting {
  const [documentation, boundReason] = words;
  const base = { kind, name, documentation, default: initial, min: bounds.min, applies: dynamic };
  return boundReason === undefined ? base : { ...base, boundReason };
}
