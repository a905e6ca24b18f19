/** DeleteRecords (21), versions 0 to 2. Offset -1 means everything that can be read now. */
import {
  ApiKey,
  type DeleteRecordsRequest,
  type DeleteRecordsResponse,
  decodeDeleteRecordsRequest,
  encodeDeleteRecordsResponse,
} from '@ottla/kafka-protocol';
import { topicNamed } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<DeleteRecordsRequest, DeleteRecordsResponse> = {
  key: ApiKey.DeleteRecords,
  minVersion: 0,
  maxVersion: 2,
  alone: true,
  decode: decodeDeleteRecordsRequest,
  encode: encodeDeleteRecordsResponse,
  handle(call, request, answer) {
    answerLater(call, deleteRecords(call, request), answer);
  },
};

/** DeleteRecords. */
export const deleteRecordsHandler: AnyApiHandler = sealed(handler);

async function deleteRecords(call: KafkaCall, request: DeleteRecordsRequest): Promise<DeleteRecordsResponse> {
  const asked = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex: partition, offset }) => ({
      topic: topicNamed(name),
      partition,
      beforeOffset: offset,
    })),
  );
  const answers = (await call.door.services.offsets.deleteRecords(call.caller, asked)).values();
  return {
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => {
        const { value } = answers.next();
        return { partitionIndex, lowWatermark: value?.logStartOffset ?? -1, errorCode: value?.error ?? 0 };
      }),
    })),
  };
}
