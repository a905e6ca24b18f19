/** Bodies of Kafka messages: every request, response and other message, in every version (FAULTS 139, 140). */
import { ProtocolError } from '@ottla/kafka-protocol';
import type { Target } from '../core/target.ts';
import { type KafkaMessage, otherMessages, requests, responses } from '../generate/kafka-messages.ts';
import { nowhere, valueOf } from '../generate/kafka-values.ts';
import { titledTarget } from './titled.ts';

function target(name: string, about: string, all: readonly KafkaMessage[]): Target {
  const sample = (one: KafkaMessage, chance: Parameters<typeof valueOf>[2]): Uint8Array =>
    one.encode(valueOf(one.message, one.version, chance, nowhere));
  return titledTarget({ name, about, all, sample, errors: [ProtocolError] });
}

/** Every request. */
export const kafkaRequests: Target = target(
  'kafka-requests',
  'decoders of every (API key, version) of requests',
  requests,
);

/** Every response, which clients and tools decode. */
export const kafkaResponses: Target = target(
  'kafka-responses',
  'decoders of every (API key, version) of responses',
  responses,
);

/** Everything else. */
export const kafkaOthers: Target = target(
  'kafka-others',
  'decoders of headers, of the consumer protocol and of coordinator records',
  otherMessages,
);
