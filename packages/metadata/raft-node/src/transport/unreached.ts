/** Why another node's peer port does not answer, in the words of an operator: the network says it in its own. Pure. */
import type { RpcError } from '@ottla/base';

/** A part of a sentence. */
export function unreachedText({ code, message }: RpcError, address: string): string {
  if (code === 'deadlineExceeded') return `nobody answers at ${address} in time`;
  if (code !== 'unavailable') return `${address} answers with ${code}: ${message}`;
  if (/ECONNREFUSED|nothing listens/.test(message)) return `nothing listens at ${address}`;
  if (/ENOTFOUND|EAI_AGAIN|Name resolution failed/.test(message)) return `the host of ${address} is not known here`;
  if (/EHOSTUNREACH|ENETUNREACH/.test(message)) return `there is no way to the host of ${address}`;
  return `no node answers at ${address} (${message})`;
}
