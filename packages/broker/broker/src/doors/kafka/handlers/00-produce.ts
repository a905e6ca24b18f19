/**
 * Produce (0), versions 3 to 13. Advertised from 0 on, as Kafka does: librdkafka takes the absence of version 0 for a
 * broker that cannot compress. From version 13 on topics have ids instead of names. acks=0 has no answer: a failure
 * closes the connection, which is the only sign that such a client can see. Never answers UNKNOWN_SERVER_ERROR.
 */
import { ErrorCode, noTopicId } from '@ottla/base';
import {
  ApiKey,
  decodeProduceRequest,
  encodeProduceResponse,
  type ProduceRequest,
  type ProduceResponseInput,
  type ProduceResponsePartitionProduceResponseInput,
} from '@ottla/kafka-protocol';
import type { ProducePartition, ProduceResult } from '../../../services/produce-types.ts';
import { type Acks, topicNamed, topicWithId } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, sealed } from './handler.ts';
import { nodeEndpoints } from './node-endpoints.ts';

const handler: ApiHandler<ProduceRequest, ProduceResponseInput> = {
  key: ApiKey.Produce,
  minVersion: 3,
  maxVersion: 13,
  advertisedFrom: 0,
  keepsFrame: true,
  bringsRecords: true,
  decode: decodeProduceRequest,
  encode: encodeProduceResponse,
  handle(call, request, answer) {
    const acks = acksOf(request.acks);
    const partitions = partitionsOf(request, call.version);
    if (acks === undefined) {
      answer(
        responseOf(
          call,
          request,
          partitions.map(() => refusedAcks),
        ),
      );
      return;
    }
    const transactionalId = request.transactionalId ?? undefined;
    const { timeoutMs } = request;
    const produced = (results: readonly ProduceResult[]): void => {
      if (acks !== 'none') answer(responseOf(call, request, results));
      else finishSilently(call, results, answer);
    };
    const asked = { acks, timeoutMs, transactionalId, partitions, lease: call.frameLease };
    const cancel = call.door.services.produce.produce(call.caller, asked, (results) =>
      call.resume(() => produced(results)),
    );
    call.whenGone(cancel);
  },
};

/** Produce. */
export const produceHandler: AnyApiHandler = sealed(handler);

const refusedAcks: ProduceResult = {
  error: ErrorCode.INVALID_REQUIRED_ACKS,
  message: 'acks must be 0, 1 or -1 (all).',
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
  currentLeader: undefined,
};

function acksOf(number: number): Acks | undefined {
  if (number === -1) return 'all';
  if (number === 1) return 'leader';
  return number === 0 ? 'none' : undefined;
}

function partitionsOf(request: ProduceRequest, version: number): ProducePartition[] {
  const partitions: ProducePartition[] = [];
  for (const data of request.topicData) {
    const topic = version >= 13 ? topicWithId(data.topicId) : topicNamed(data.name);
    for (const { index, records } of data.partitionData)
      partitions.push({ topic, partition: index, batches: records ?? undefined });
  }
  return partitions;
}

function finishSilently(
  call: KafkaCall,
  results: readonly ProduceResult[],
  answer: (response: undefined) => void,
): void {
  const failed = results.find((result) => result.error !== ErrorCode.NONE);
  if (failed !== undefined) call.refuseSilentProduce(`a produce with acks=0 failed: ${failed.message}`);
  answer(undefined);
}

function responseOf(call: KafkaCall, request: ProduceRequest, results: readonly ProduceResult[]): ProduceResponseInput {
  let slot = 0;
  const responses = request.topicData.map((data) => ({
    ...(call.version >= 13 ? { topicId: data.topicId } : { name: data.name, topicId: noTopicId }),
    partitionResponses: data.partitionData.map(({ index }) => {
      const result = results[slot] ?? refusedAcks;
      slot += 1;
      return partitionResponse(call.version, index, result);
    }),
  }));
  const withLeaders = call.version >= 10 ? results.map((result) => result.currentLeader) : [];
  return { responses, nodeEndpoints: nodeEndpoints(call, withLeaders) };
}

function partitionResponse(
  version: number,
  index: number,
  result: ProduceResult,
): ProduceResponsePartitionProduceResponseInput {
  const { error, baseOffset, logAppendTimeMs, logStartOffset, currentLeader } = result;
  const base = { index, errorCode: error, baseOffset, logAppendTimeMs, logStartOffset };
  if (error === ErrorCode.NONE || version < 8) return base;
  const recordErrors = (result.recordFaults ?? []).map((fault) => ({
    batchIndex: fault.index,
    batchIndexErrorMessage: fault.message,
  }));
  const refused = { ...base, errorMessage: result.message, recordErrors };
  return version < 10 || currentLeader === undefined ? refused : { ...refused, currentLeader };
}
