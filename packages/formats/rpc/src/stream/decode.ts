/** Decodes what came in; whatever goes wrong is an `RpcError`. */
import type { MessageCodec, RpcError } from '@ottla/base';
import { asRpcError } from './as-rpc-error.ts';

/** A message, or why the bytes are none. */
export type Decoded<Message> = { readonly message: Message; readonly error?: undefined } | { readonly error: RpcError };

export function decode<Message>(codec: MessageCodec<Message>, bytes: Uint8Array): Decoded<Message> {
  try {
    return { message: codec.decode(bytes) };
  } catch (thrown) {
    return { error: asRpcError(thrown) };
  }
}
