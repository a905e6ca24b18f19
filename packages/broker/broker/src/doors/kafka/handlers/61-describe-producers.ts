/** DescribeProducers (61), version 0: the idempotent producers that partitions remember. */

import { describeError } from '@ottla/base';
import {
  ApiKey,
  type DescribeProducersRequest,
  type DescribeProducersResponseInput,
  decodeDescribeProducersRequest,
  encodeDescribeProducersResponse,
} from '@ottla/kafka-protocol';
import type { ProducerDescription } from '@ottla/log';
import { topicNamed } from '../../../services/words.ts';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<DescribeProducersRequest, DescribeProducersResponseInput> = {
  key: ApiKey.DescribeProducers,
  minVersion: 0,
  maxVersion: 0,
  decode: decodeDescribeProducersRequest,
  encode: encodeDescribeProducersResponse,
  handle(call, request, answer) {
    answer({
      throttleTimeMs: 0,
      topics: request.topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((index) => partitionResponse(call, name, index)),
      })),
    });
  },
};

/** DescribeProducers. */
export const describeProducersHandler: AnyApiHandler = sealed(handler);

function partitionResponse(
  call: KafkaCall,
  topic: string,
  partitionIndex: number,
): DescribeProducersResponseInput['topics'][number]['partitions'][number] {
  const { producers } = call.door.services;
  const { error: errorCode, producers: found } = producers.describeProducers(
    call.caller,
    topicNamed(topic),
    partitionIndex,
  );
  const errorMessage = errorCode === 0 ? null : describeError(errorCode).sentence;
  return { partitionIndex, errorCode, errorMessage, activeProducers: found.map(producerState) };
}

function producerState(
  producer: ProducerDescription,
): DescribeProducersResponseInput['topics'][number]['partitions'][number]['activeProducers'][number] {
  const { producerId, producerEpoch, lastSequence, lastTimestampMs, coordinatorEpoch, transactionStartOffset } =
    producer;
  return {
    producerId,
    producerEpoch,
    lastSequence,
    lastTimestamp: lastTimestampMs,
    coordinatorEpoch,
    currentTxnStartOffset: transactionStartOffset,
  };
}
