/** A method of ours whose messages are left as bytes in one or both directions, so that a generator encodes nothing. */
import type { MessageCodec, RpcMethod } from '@ottla/base';

/** Bytes in, the same bytes out. */
export const asBytes: MessageCodec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };

/** The method with requests as finished bytes. */
export function withRawRequests<Request, Response>({
  path,
  kind,
  response,
}: RpcMethod<Request, Response>): RpcMethod<Uint8Array, Response> {
  return { path, kind, request: asBytes, response };
}
