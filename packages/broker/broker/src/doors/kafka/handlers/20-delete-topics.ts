/** DeleteTopics (20), versions 1 to 6; from 6 on also by id. */
import { noTopicId } from '@ottla/base';
import {
  ApiKey,
  type DeleteTopicsRequest,
  type DeleteTopicsResponseInput,
  decodeDeleteTopicsRequest,
  encodeDeleteTopicsResponse,
} from '@ottla/kafka-protocol';
import type { TopicReference } from '@ottla/metadata-core';
import { topicNamed, topicWithId } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<DeleteTopicsRequest, DeleteTopicsResponseInput> = {
  key: ApiKey.DeleteTopics,
  minVersion: 1,
  maxVersion: 6,
  alone: true,
  decode: decodeDeleteTopicsRequest,
  encode: encodeDeleteTopicsResponse,
  handle(call, request, answer) {
    answerLater(call, deleteTopics(call, request), answer);
  },
};

/** DeleteTopics. */
export const deleteTopicsHandler: AnyApiHandler = sealed(handler);

async function deleteTopics(call: KafkaCall, request: DeleteTopicsRequest): Promise<DeleteTopicsResponseInput> {
  const topics: readonly TopicReference[] =
    call.version < 6
      ? request.topicNames.map(topicNamed)
      : request.topics.map(({ name, topicId }) => (name === null ? topicWithId(topicId) : topicNamed(name)));
  const deleted = await call.door.services.topics.delete(call.caller, topics);
  return {
    throttleTimeMs: 0,
    responses: deleted.map(({ name, topicId, outcome }) => ({
      name: name ?? (call.version >= 6 ? null : ''),
      topicId: call.version >= 6 ? topicId : noTopicId,
      errorCode: outcome.code,
      errorMessage: call.version >= 5 ? messageOrNull(outcome) : null,
    })),
  };
}
