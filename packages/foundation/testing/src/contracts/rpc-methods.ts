/** The methods that the contract of the RPC port is tried with. */
import { type MessageCodec, RpcError, type RpcMethod } from '@ottla/base';

/** Bytes as they are. The byte 255 in front makes a message unreadable. */
const bytes: MessageCodec<Uint8Array> = {
  encode: (message) => message,
  decode: (encoded) => {
    if (encoded[0] === 255) throw new RpcError('invalidArgument', 'this message cannot be read');
    return encoded;
  },
};
/** Its messages are copied. */
export const echo: RpcMethod<Uint8Array, Uint8Array> = {
  path: '/contract.v1.Contract/Echo',
  kind: 'bidirectional',
  request: bytes,
  response: bytes,
};

/** Its answers may be lent. */
export const lending: RpcMethod<Uint8Array, Uint8Array> = {
  ...echo,
  path: '/contract.v1.Contract/Lend',
  response: { ...bytes, encodeInParts: (message) => [message.subarray(0, 1), message.subarray(1)] },
};
