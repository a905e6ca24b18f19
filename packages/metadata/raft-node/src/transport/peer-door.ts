/** The peer door: one listener for everything that nodes of a cluster ask each other. */
import type { RpcListener, RpcNetwork, RpcRegistration } from '@ottla/base';
import { peerCloseGraceMs, peerConnectionsMax, peerMessageBytesMax, peerStreamsPerConnectionMax } from '../limits.ts';
import type { PeerReceiver, PeerTransport } from './peer-transport.ts';
import type { RpcPeerTransport } from './rpc-peer-transport.ts';

export interface PeerDoorOptions {
  readonly rpc: RpcNetwork;
  /** Port 0 lets the system choose. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly registrations: readonly RpcRegistration[];
}

/** Opens it. Fails with a `NetworkError` where the port is taken. */
export async function openPeerDoor({ rpc, listen, registrations }: PeerDoorOptions): Promise<PeerDoor> {
  const listener = await rpc.listen(
    {
      ...listen,
      messageBytesMax: peerMessageBytesMax,
      streamsPerConnectionMax: peerStreamsPerConnectionMax,
      connectionsMax: peerConnectionsMax,
      healthAndReflection: false,
    },
    registrations,
  );
  return { address: listener.address, close: () => listener.close(peerCloseGraceMs) };
}

export interface PeerDoor {
  readonly address: RpcListener['address'];
  close(): Promise<void>;
}

/** A transport whose door serves nothing else, and opens and closes with it. */
export function withOwnDoor(transport: RpcPeerTransport, door: Omit<PeerDoorOptions, 'registrations'>): PeerTransport {
  let open: PeerDoor | undefined;
  return {
    start: async (receiver: PeerReceiver) => {
      open = await openPeerDoor({ ...door, registrations: transport.registrations });
      await transport.start(receiver);
    },
    send: (messages) => transport.send(messages),
    addressOf: (id) => transport.addressOf(id),
    retain: (membership) => transport.retain(membership),
    close: async () => {
      await transport.close();
      await open?.close();
    },
  };
}
