import type { ApiSchema } from '../notation.ts';

/** AlterReplicaLogDirs, key 34. */
export const alterReplicaLogDirs: ApiSchema = {
  key: 34,
  name: 'AlterReplicaLogDirs',
  versions: '1-2',
  flexible: '2+',
  request: `
    dirs []AlterReplicaLogDir 0+
      path string 0+
      topics []AlterReplicaLogDirTopic 0+
        name string 0+
        partitions []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    results []AlterReplicaLogDirTopicResult 0+
      topicName string 0+
      partitions []AlterReplicaLogDirPartitionResult 0+
        partitionIndex int32 0+
        errorCode int16 0+
  `,
};
