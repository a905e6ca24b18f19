/** Asks who is behind a peer port. */
import { RpcError, type RpcNetwork } from '@ottla/base';
import { peerPlaceOf } from '@ottla/raft-node';
import { type IntroduceResponse, introductionService } from '@ottla/rpc';
import { introductionBytesMax } from '../limits.ts';

/** On a connection of its own. Fails with an `RpcError`. */
export async function askWho(rpc: RpcNetwork, address: string, deadlineMs: number): Promise<IntroduceResponse> {
  const place = peerPlaceOf(address);
  if (place === undefined) throw new RpcError('invalidArgument', `"${address}" is no address of a peer port`);
  const channel = rpc.channel({ ...place, messageBytesMax: introductionBytesMax });
  try {
    return await channel.unary(introductionService.introduce, {}, { deadlineMs });
  } finally {
    channel.close();
  }
}
