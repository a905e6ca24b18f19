/** Plans the deletion of topics, named by name or by id. */
import { ErrorCode, noTopicId, outcome, type ProtocolOutcome, success, type TopicId } from '@ottla/base';
import { clusterConfigDeclarations } from '../configs/broker-configs.ts';
import { brokerConfigValue } from '../configs/effective-config.ts';
import { type MetadataImage, topicByName } from '../image.ts';
import { itemsPerCommandMax } from '../limits.ts';
import type { Plan, PlanContext } from '../plan-context.ts';
import type { MetadataRecord } from '../record.ts';
import type { DeletedTopic, DeleteTopics, DeleteTopicsReply, TopicReference } from './commands.ts';

export function planDeleteTopics(
  image: MetadataImage,
  command: DeleteTopics,
  context: PlanContext,
): Plan<DeleteTopicsReply> {
  const allowed = brokerConfigValue(image, context.node, clusterConfigDeclarations.deleteTopicEnable);
  const gone = new Set<TopicId>();
  const topics = command.topics.map((reference, index): DeletedTopic => {
    if (index >= itemsPerCommandMax)
      return refusal(
        reference,
        outcome(ErrorCode.POLICY_VIOLATION, `One request deletes at most ${itemsPerCommandMax} topics.`),
      );
    if (!allowed) return refusal(reference, outcome(ErrorCode.TOPIC_DELETION_DISABLED));
    return deleteOne(image, reference, gone);
  });
  const records = [...gone].map((topicId): MetadataRecord => ({ kind: 'topicDeleted', topicId }));
  return { records, reply: { topics } };
}

function deleteOne(image: MetadataImage, reference: TopicReference, gone: Set<TopicId>): DeletedTopic {
  const { name, topicId } = reference;
  if ((name === undefined) === (topicId === undefined))
    return refusal(
      reference,
      outcome(ErrorCode.INVALID_REQUEST, 'A topic to delete is named by its name or by its id, not both.'),
    );
  const topic = name !== undefined ? topicByName(image, name) : image.topics.get(topicId ?? noTopicId);
  if (topic === undefined)
    return refusal(
      reference,
      name === undefined
        ? outcome(ErrorCode.UNKNOWN_TOPIC_ID, `There is no topic with id ${topicId ?? noTopicId}.`)
        : outcome(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic ${name}.`),
    );
  if (gone.has(topic.id))
    return refusal(reference, outcome(ErrorCode.INVALID_REQUEST, `The request names the topic ${topic.name} twice.`));
  gone.add(topic.id);
  return { name: topic.name, topicId: topic.id, outcome: success };
}

function refusal(reference: TopicReference, refused: ProtocolOutcome): DeletedTopic {
  return { name: reference.name, topicId: reference.topicId ?? noTopicId, outcome: refused };
}
