/** DescribeLogDirs (35), versions 1 to 5: the one directory of logs, with sizes. */
import {
  ApiKey,
  type DescribeLogDirsRequest,
  type DescribeLogDirsResponseInput,
  decodeDescribeLogDirsRequest,
  encodeDescribeLogDirsResponse,
} from '@ottla/kafka-protocol';
import type { LogDirectoryDescription } from '../../../services/topics-types.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, sealed } from './handler.ts';

const handler: ApiHandler<DescribeLogDirsRequest, DescribeLogDirsResponseInput> = {
  key: ApiKey.DescribeLogDirs,
  minVersion: 1,
  maxVersion: 5,
  decode: decodeDescribeLogDirsRequest,
  encode: encodeDescribeLogDirsResponse,
  handle(call, request, answer) {
    const wanted =
      request.topics === null ? undefined : new Map(request.topics.map(({ topic, partitions }) => [topic, partitions]));
    const described = call.door.services.cluster.describeLogDirectory(call.caller, wanted);
    answerLater(
      call,
      described.then((directory) => responseOf(call.version, directory)),
      answer,
    );
  },
};

/** DescribeLogDirs. */
export const describeLogDirsHandler: AnyApiHandler = sealed(handler);

function responseOf(version: number, directory: LogDirectoryDescription): DescribeLogDirsResponseInput {
  const { error, path, topics, freeBytes, usedBytes } = directory;
  const result = {
    errorCode: error,
    logDir: path,
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, sizeBytes, lagOffsets }) => ({
        partitionIndex: index,
        partitionSize: sizeBytes,
        offsetLag: lagOffsets,
        isFutureKey: false,
      })),
    })),
  };
  const totalBytes = freeBytes < 0 ? -1 : freeBytes + usedBytes;
  const results = [version < 4 ? result : { ...result, totalBytes, usableBytes: freeBytes }];
  return version < 3 ? { throttleTimeMs: 0, results } : { throttleTimeMs: 0, errorCode: error, results };
}
