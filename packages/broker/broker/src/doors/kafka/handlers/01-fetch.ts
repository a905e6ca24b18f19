/**
 * Fetch (1), versions 4 to 18. From 7 on with incremental sessions (KIP-227), from 12 on with divergence told in the
 * answer, from 13 on topics have ids instead of names. Batches go out as the log has them; a client may get whole
 * batches that begin before the offset it asked for, and the first batch even when it is larger than every limit.
 */
import { ErrorCode, noTopicId, type TopicId } from '@ottla/base';
import {
  ApiKey,
  decodeFetchRequest,
  encodeFetchResponse,
  type FetchRequest,
  type FetchResponseInput,
  type FetchResponsePartitionDataInput,
} from '@ottla/kafka-protocol';
import { boundsWithin } from '../../../services/fetch-bounds.ts';
import type { FetchResult } from '../../../services/fetch-types.ts';
import { topicNamed, topicWithId } from '../../../services/words.ts';
import type { SessionPartition } from '../sessions/fetch-session.ts';
import type { SessionAnswer, SessionFetch, SessionRequest } from '../sessions/fetch-sessions.ts';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, sealed } from './handler.ts';
import { nodeEndpoints } from './node-endpoints.ts';

const handler: ApiHandler<FetchRequest, FetchResponseInput> = {
  key: ApiKey.Fetch,
  minVersion: 4,
  maxVersion: 18,
  decode: decodeFetchRequest,
  encode: encodeFetchResponse,
  handle(call, request, answer) {
    const session = call.door.sessions.open(sessionRequest(request, call.version));
    if (typeof session === 'number') {
      answer({ throttleTimeMs: 0, errorCode: session, sessionId: 0, responses: [] });
      return;
    }
    const fetchableBytes = call.fetchableBytes();
    if (fetchableBytes === 0) {
      answer(withheld(session));
      return;
    }
    const { maxWaitMs, minBytes, maxBytes: bytesMax, isolationLevel } = request;
    const bounds = boundsWithin(fetchableBytes, { minBytes, bytesMax });
    const isolation = isolationLevel === 1 ? 'readCommitted' : 'readUncommitted';
    const partitions = session.partitions.map(({ ask }) => ask);
    const { fetch } = call.door.services;
    const mayGive = (bytes: number): boolean => call.mayTake(bytes);
    const asked = { maxWaitMs, ...bounds, isolation, partitions, mayGive } as const;
    const cancel = fetch.fetch(call.caller, asked, (found) => {
      call.holdResponse(found.heldBytes, found.leases);
      call.resume(() => answer(found.isWithheld ? withheld(session) : responseOf(call, session, found.results)));
    });
    call.whenGone(cancel);
  },
};

/** Fetch. */
export const fetchHandler: AnyApiHandler = sealed(handler);

function sessionRequest(request: FetchRequest, version: number): SessionRequest {
  const usesTopicIds = version >= 13;
  const partitions: SessionPartition[] = [];
  for (const { topic: name, topicId, partitions: asked } of request.topics) {
    const topic = usesTopicIds ? topicWithId(topicId) : topicNamed(name);
    for (const item of asked) {
      const { partition, fetchOffset, partitionMaxBytes: bytesMax, currentLeaderEpoch, lastFetchedEpoch } = item;
      const ask = { topic, partition, fetchOffset, bytesMax, currentLeaderEpoch, lastFetchedEpoch };
      partitions.push({ key: keyOf(usesTopicIds ? topicId : name, partition), ask });
    }
  }
  const forgotten = request.forgottenTopicsData.flatMap(({ topic, topicId, partitions: indexes }) =>
    indexes.map((index) => keyOf(usesTopicIds ? topicId : topic, index)),
  );
  const { sessionId: id, sessionEpoch: epoch } = request;
  return { id: version < 7 ? 0 : id, epoch: version < 7 ? -1 : epoch, usesTopicIds, partitions, forgotten };
}

function keyOf(topic: string, partition: number): string {
  return `${topic}:${partition}`;
}

function responseOf(call: KafkaCall, session: SessionFetch, results: readonly FetchResult[]): FetchResponseInput {
  const told = session.finish(results);
  const leaders = call.version >= 16 ? results.map((result) => result.currentLeader) : [];
  return {
    throttleTimeMs: 0,
    errorCode: told.error,
    sessionId: told.sessionId,
    responses: byTopic({ version: call.version, session, results, told }),
    nodeEndpoints: nodeEndpoints(call, leaders),
  };
}

/** The answer of a client over its quota: it has told nothing, and asks again for the same. */
function withheld(session: SessionFetch): FetchResponseInput {
  const { error, sessionId } = session.withhold();
  return { throttleTimeMs: 0, errorCode: error, sessionId, responses: [] };
}

/** Neighbours of one topic share an entry. */
function byTopic(what: {
  readonly version: number;
  readonly session: SessionFetch;
  readonly results: readonly FetchResult[];
  readonly told: SessionAnswer;
}): FetchResponseInput['responses'] {
  const responses: { topic: string; topicId: TopicId; partitions: FetchResponsePartitionDataInput[] }[] = [];
  for (const place of what.told.told) {
    const ask = what.session.partitions[place]?.ask;
    const result = what.results[place];
    if (ask === undefined || result === undefined) continue;
    const topic = ask.topic.name ?? '';
    const topicId = ask.topic.topicId ?? noTopicId;
    let last = responses.at(-1);
    if (last === undefined || last.topic !== topic || last.topicId !== topicId) {
      last = { topic, topicId, partitions: [] };
      responses.push(last);
    }
    last.partitions.push(partitionData(what.version, ask.partition, result));
  }
  return responses;
}

function partitionData(version: number, partitionIndex: number, result: FetchResult): FetchResponsePartitionDataInput {
  const { error, highWatermark, lastStableOffset, logStartOffset, chunks, abortedTransactions } = result;
  const base = {
    partitionIndex,
    errorCode: error,
    highWatermark,
    lastStableOffset,
    logStartOffset: version >= 5 ? logStartOffset : -1,
    abortedTransactions: abortedTransactions ?? null,
    records: chunks,
  };
  if (version < 12 || (result.divergingEpoch === undefined && result.currentLeader === undefined)) return base;
  const { divergingEpoch, currentLeader } = result;
  return {
    ...base,
    ...(divergingEpoch === undefined ? {} : { divergingEpoch }),
    ...(currentLeader === undefined || error === ErrorCode.NONE ? {} : { currentLeader }),
  };
}
