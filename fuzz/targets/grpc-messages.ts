/** Messages of `/proto`, requests and responses (FAULTS 139, 140). */
import { type MessageCodec, RpcError } from '@ottla/base';
import * as rpc from '@ottla/rpc';
import type { Target } from '../core/target.ts';
import { nowhere } from '../generate/kafka-values.ts';
import { protoSample, protoTypes } from '../generate/proto-messages.ts';
import { titledTarget } from './titled.ts';

const codecsByName = rpc as unknown as Readonly<Record<string, MessageCodec<unknown> | undefined>>;

/** Every message that has a codec. */
export const grpcMessages: Target = titledTarget({
  name: 'grpc-messages',
  about: 'decoders of every message of /proto',
  all: protoTypes.map((title) => {
    const codec = codecsByName[title];
    if (codec === undefined) throw new Error(`${title} has no codec`);
    return {
      title,
      encode: (value: unknown) => codec.encode(value),
      decode: (bytes: Uint8Array) => codec.decode(bytes),
    };
  }),
  sample: ({ title }, chance) => protoSample(title, chance, nowhere),
  errors: [RpcError],
});
