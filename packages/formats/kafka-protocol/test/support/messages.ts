/** Every message that has a codec, with its schema and both directions, for tests that treat all alike. */
import * as headers from '../../src/generated/headers.ts';
import * as protocol from '../../src/index.ts';
import { apiSchemas, consumerProtocolSchemas, headerSchemas, recordSchemas } from '../../src/schema/messages.ts';
import { type Message, parseApi, parseMessage } from '../../src/schema/notation.ts';

/** One message in one version. */
export interface Case {
  readonly message: Message;
  readonly version: number;
  /** Whether bytes behind the message are refused. */
  readonly isClosed: boolean;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

const functions = { ...protocol, ...headers } as unknown as Record<string, (...args: unknown[]) => unknown>;

function casesOf(message: Message, isClosed: boolean): readonly Case[] {
  const cases: Case[] = [];
  for (let version = message.versions.min; version <= message.versions.max; version++) {
    cases.push({
      message,
      version,
      isClosed,
      encode: (value) => {
        const writer = new protocol.Writer(16);
        functions[`encode${message.name}`]!(writer, value, version);
        return Buffer.concat(writer.finish());
      },
      decode: (bytes) => functions[`decode${message.name}`]!(new protocol.Reader(bytes), version),
    });
  }
  return cases;
}

/** All messages in all their versions. */
export const cases: readonly Case[] = [
  ...apiSchemas.flatMap((api) =>
    Object.values(parseApi(api)).flatMap((message) => casesOf(message, message.name.endsWith('Response'))),
  ),
  ...[...headerSchemas, ...consumerProtocolSchemas, ...recordSchemas].flatMap((schema) =>
    casesOf(parseMessage(schema), false),
  ),
];
