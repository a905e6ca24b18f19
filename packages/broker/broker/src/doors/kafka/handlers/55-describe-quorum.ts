/**
 * DescribeQuorum (55), versions 0 to 2: the quorum that keeps the metadata, under the name that it has in Kafka. Offsets are one after
 * our positions, since Kafka's are exclusive. Who leads is asked for, so the answer is the leader's from every node.
 */
import { ErrorCode, noTopicId } from '@ottla/base';
import {
  ApiKey,
  type DescribeQuorumRequest,
  type DescribeQuorumResponseInput,
  decodeDescribeQuorumRequest,
  encodeDescribeQuorumResponse,
} from '@ottla/kafka-protocol';
import type { QuorumDescription, QuorumMember } from '@ottla/metadata-core';
import type { ClusterHealth } from '../../../services/quorum-service.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<DescribeQuorumRequest, DescribeQuorumResponseInput> = {
  key: ApiKey.DescribeQuorum,
  minVersion: 0,
  maxVersion: 2,
  decode: decodeDescribeQuorumRequest,
  encode: encodeDescribeQuorumResponse,
  handle(call, request, answer) {
    const described = call.door.services.quorum.describe(call.caller);
    answerLater(
      call,
      described.then((health) => ('code' in health ? refusal(call, health) : responseOf(call, request, health))),
      answer,
    );
  },
};

/** DescribeQuorum. */
export const describeQuorumHandler: AnyApiHandler = sealed(handler);

type TopicResponse = DescribeQuorumResponseInput['topics'][number];
type PartitionResponse = TopicResponse['partitions'][number];
type ReplicaResponse = PartitionResponse['currentVoters'][number];

/** What the log of the metadata is called in Kafka. */
const metadataTopic = '__cluster_metadata';
/** Kafka's leader epochs have 31 bits. */
const epochMax = 2 ** 31 - 1;
/** The name of a listener for other nodes. */
const listenerName = 'PEER';

function refusal(
  { version }: KafkaCall,
  { code, message }: { readonly code: number; readonly message: string },
): DescribeQuorumResponseInput {
  const errorMessage = version >= 2 ? { errorMessage: message, nodes: [] } : {};
  return { errorCode: code, topics: [], ...errorMessage };
}

function responseOf(
  call: KafkaCall,
  request: DescribeQuorumRequest,
  { quorum }: ClusterHealth,
): DescribeQuorumResponseInput {
  if ('code' in quorum) return refusal(call, quorum);
  const topics = request.topics.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions.map(({ partitionIndex }) =>
      topicName === metadataTopic && partitionIndex === 0
        ? described(call, quorum)
        : unknown(call.version, partitionIndex),
    ),
  }));
  const nodes = call.version >= 2 ? { nodes: quorum.members.flatMap(nodeOf) } : {};
  return { errorCode: ErrorCode.NONE, topics, ...nodes };
}

function described({ version, door }: KafkaCall, quorum: QuorumDescription): PartitionResponse {
  const nowMs = door.wallMs();
  const of = (wanted: (role: QuorumMember['role']) => boolean): ReplicaResponse[] =>
    quorum.members.filter(({ role }) => wanted(role)).map((member) => replicaOf(version, member, { quorum, nowMs }));
  return {
    partitionIndex: 0,
    errorCode: ErrorCode.NONE,
    leaderId: quorum.leaderId,
    leaderEpoch: Math.min(quorum.term, epochMax),
    highWatermark: quorum.commit + 1,
    currentVoters: of((role) => role !== 'learner'),
    observers: of((role) => role === 'learner'),
  };
}

function unknown(version: number, partitionIndex: number): PartitionResponse {
  const errorMessage =
    version >= 2 ? { errorMessage: `The only partition that a quorum keeps is ${metadataTopic}-0.` } : {};
  return {
    partitionIndex,
    errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    leaderId: -1,
    leaderEpoch: -1,
    highWatermark: -1,
    currentVoters: [],
    observers: [],
    ...errorMessage,
  };
}

/** The leader has not fetched from itself; it is caught up now. Of others the last sign of life counts as a fetch. */
function replicaOf(
  version: number,
  { id, lastPosition, silentMs }: QuorumMember,
  { quorum, nowMs }: { readonly quorum: QuorumDescription; readonly nowMs: number },
): ReplicaResponse {
  const isLeader = id === quorum.leaderId;
  const heardMs = silentMs === undefined ? -1 : Math.round(nowMs - silentMs);
  const isCaughtUp = lastPosition !== undefined && lastPosition >= quorum.commit;
  const logEndOffset = lastPosition === undefined ? -1 : lastPosition + 1;
  const directory = version >= 2 ? { replicaDirectoryId: noTopicId } : {};
  if (version === 0) return { replicaId: id, logEndOffset };
  return {
    replicaId: id,
    ...directory,
    logEndOffset,
    lastFetchTimestamp: isLeader ? -1 : heardMs,
    lastCaughtUpTimestamp: isLeader ? nowMs : isCaughtUp ? heardMs : -1,
  };
}

function nodeOf({ id, address }: QuorumMember): NonNullable<DescribeQuorumResponseInput['nodes']>[number] | never[] {
  const found = /^\[?(.+?)\]?:(\d+)$/.exec(address ?? '');
  if (found === null) return [];
  const [, host = '', port = '0'] = found;
  return { nodeId: id, listeners: [{ name: listenerName, host, port: Number(port) }] };
}
