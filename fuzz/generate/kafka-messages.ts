/** Every message of the Kafka protocol that has a codec, in every version, with both directions. */
import * as protocol from '@ottla/kafka-protocol';
import * as headers from '../../packages/formats/kafka-protocol/src/generated/headers.ts';
import {
  apiSchemas,
  consumerProtocolSchemas,
  headerSchemas,
  recordSchemas,
} from '../../packages/formats/kafka-protocol/src/schema/messages.ts';
import { type Message, parseApi, parseMessage } from '../../packages/formats/kafka-protocol/src/schema/notation.ts';

/** One message in one version. */
export interface KafkaMessage {
  /** As `FetchRequest 12`. */
  readonly title: string;
  readonly message: Message;
  readonly version: number;
  /** The key of its API; -1 for messages that are no request and no response. */
  readonly apiKey: number;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

const functions = { ...protocol, ...headers } as unknown as Record<string, (...parameters: unknown[]) => unknown>;

/** All requests. */
export const requests: readonly KafkaMessage[] = apiSchemas.flatMap((api) =>
  inVersions(parseApi(api).request, api.key),
);

/** All responses. */
export const responses: readonly KafkaMessage[] = apiSchemas.flatMap((api) =>
  inVersions(parseApi(api).response, api.key),
);

/** Headers, what consumers tell each other, and what coordinators keep. */
export const otherMessages: readonly KafkaMessage[] = [
  ...headerSchemas,
  ...consumerProtocolSchemas,
  ...recordSchemas,
].flatMap((schema) => inVersions(parseMessage(schema), -1));

function inVersions(message: Message, apiKey: number): KafkaMessage[] {
  const { min, max } = message.versions;
  return Array.from({ length: max - min + 1 }, (_, index) => oneVersion(message, apiKey, min + index));
}

function oneVersion(message: Message, apiKey: number, version: number): KafkaMessage {
  const encode = functions[`encode${message.name}`];
  const decode = functions[`decode${message.name}`];
  if (encode === undefined || decode === undefined) throw new Error(`${message.name} has no codec`);
  return {
    title: `${message.name} ${version}`,
    message,
    version,
    apiKey,
    encode: (value) => {
      const writer = new protocol.Writer(64);
      encode(writer, value, version);
      return Buffer.concat(writer.finish());
    },
    decode: (bytes) => decode(new protocol.Reader(bytes), version),
  };
}
