import type { ApiSchema } from '../notation.ts';

/** DescribeLogDirs, key 35. */
export const describeLogDirs: ApiSchema = {
  key: 35,
  name: 'DescribeLogDirs',
  versions: '1-5',
  flexible: '2+',
  request: `
    topics []DescribableLogDirTopic? 0+
      topic string 0+
      partitions []int32 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 3+ ignorable
    results []DescribeLogDirsResult 0+
      errorCode int16 0+
      logDir string 0+
      topics []DescribeLogDirsTopic 0+
        name string 0+
        partitions []DescribeLogDirsPartition 0+
          partitionIndex int32 0+
          partitionSize int64 0+
          offsetLag int64 0+
          isFutureKey bool 0+
      totalBytes int64 4+ = -1 ignorable clamp
      usableBytes int64 4+ = -1 ignorable clamp
      isCordoned bool 5+ = false ignorable
  `,
};
