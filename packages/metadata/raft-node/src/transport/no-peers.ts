/** The transport of a node that is a quorum of one and stays it. */
import type { PeerTransport } from './peer-transport.ts';

export const noPeers: PeerTransport = {
  start: () => Promise.resolve(),
  send: () => undefined,
  retain: () => undefined,
  addressOf: () => undefined,
  close: () => Promise.resolve(),
};
