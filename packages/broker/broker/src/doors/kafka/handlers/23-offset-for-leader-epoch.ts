/** OffsetForLeaderEpoch (23), versions 2 to 4: where a leader's reign ended in this log (KIP-320). */
import {
  ApiKey,
  decodeOffsetForLeaderEpochRequest,
  encodeOffsetForLeaderEpochResponse,
  type OffsetForLeaderEpochRequest,
  type OffsetForLeaderEpochResponseInput,
} from '@ottla/kafka-protocol';
import { topicNamed } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponseInput> = {
  key: ApiKey.OffsetForLeaderEpoch,
  minVersion: 2,
  maxVersion: 4,
  decode: decodeOffsetForLeaderEpochRequest,
  encode: encodeOffsetForLeaderEpochResponse,
  handle(call, request, answer) {
    answer(epochEnds(call, request));
  },
};

/** OffsetForLeaderEpoch. */
export const offsetForLeaderEpochHandler: AnyApiHandler = sealed(handler);

function epochEnds(call: KafkaCall, request: OffsetForLeaderEpochRequest): OffsetForLeaderEpochResponseInput {
  const asked = request.topics.flatMap(({ topic, partitions }) =>
    partitions.map((item) => ({ ...item, topic: topicNamed(topic) })),
  );
  const answers = call.door.services.offsets.epochEnds(call.caller, asked).values();
  return {
    throttleTimeMs: 0,
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => {
        const { value } = answers.next();
        const { error: errorCode = 0, leaderEpoch = -1, endOffset = -1 } = value ?? {};
        return { errorCode, partition, leaderEpoch, endOffset };
      }),
    })),
  };
}
