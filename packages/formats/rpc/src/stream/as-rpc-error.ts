/** Anything thrown as an `RpcError`: what is none yet becomes `internal`. */
import { messageOf, RpcError } from '@ottla/base';

export function asRpcError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown;
  return new RpcError('internal', messageOf(thrown), { cause: thrown });
}
