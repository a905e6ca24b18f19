/**
 * The transport over the RPC port: to each member a link on which we send, from each member a stream on which it does. Whoever opens
 * a stream says who it is, to whom it speaks and of which cluster; everybody else is turned away (FAULT-33).
 */
import {
  assert,
  type Platform,
  QuietLog,
  RpcError,
  type RpcRegistration,
  type RpcStream,
  type RpcStreamHandler,
  serve,
} from '@ottla/base';
import { type Membership, type Message, membersOf, type NodeId } from '@ottla/raft-core';
import { type DeliverRequest, type DeliverResponse, type RaftHello, raftService } from '@ottla/rpc';
import { leavingMs, peerMessageBytesMax, strangersMax } from '../limits.ts';
import { PeerLink } from './peer-link.ts';
import { PeerRoute } from './peer-route.ts';
import type { PeerReceiver, PeerTransport } from './peer-transport.ts';
import { SignsOfLife } from './signs-of-life.ts';
import { fromWire } from './wire-messages.ts';

export interface RpcPeerTransportOptions {
  readonly platform: Pick<Platform, 'rpc' | 'clock' | 'timers' | 'randomness' | 'logger'>;
  readonly clusterId: string;
  readonly id: NodeId;
  /** Where others reach this node, `host:port`: its peer door, which serves `registrations`. Asked for when a stream is opened. */
  readonly address: () => string;
  /** Where nodes may be beside where their labels say: who moved all nodes of a cluster at once can say so here. */
  readonly hints?: ReadonlyMap<NodeId, string>;
  /** A node that takes part in this cluster's consensus looked for this one, which does not yet. */
  readonly heardEarly?: (from: NodeId) => void;
}

interface Link {
  readonly link: PeerLink;
  readonly route: PeerRoute;
}

export class RpcPeerTransport implements PeerTransport {
  readonly #options: RpcPeerTransportOptions;
  readonly #log: QuietLog;
  readonly #links = new Map<NodeId, Link>();
  /** Where those who spoke to us can be reached: a node that joins knows no members, and has to answer them. */
  readonly #heardAddresses: Map<NodeId, string>;
  #receiver: PeerReceiver | undefined;
  /** Ends the streams on which others speak to us. */
  readonly #incoming = new Set<() => void>();
  #members: readonly NodeId[] = [];
  #isClosed = false;

  constructor(options: RpcPeerTransportOptions) {
    this.#options = options;
    this.#heardAddresses = new Map(options.hints);
    const { clock, logger } = options.platform;
    this.#log = new QuietLog(logger.child({ component: 'raft.transport' }), clock);
  }

  /** What the peer door has to serve. Before the start and after the end those who call are told to come again. */
  get registrations(): readonly RpcRegistration[] {
    return [serve(raftService.deliver, (stream) => this.#takeStream(stream))];
  }

  start(receiver: PeerReceiver): Promise<void> {
    this.#receiver = receiver;
    return Promise.resolve();
  }

  send(messages: readonly Message[]): void {
    const touched = new Set<PeerLink>();
    for (const message of messages) {
      const link = this.#linkTo(message.to);
      link?.send(message);
      if (link !== undefined) touched.add(link);
    }
    for (const link of touched) link.flush();
  }

  retain(membership: Membership): void {
    this.#members = membersOf(membership);
    for (const [id, { link, route }] of this.#links) {
      const label = membership.labels.get(id) ?? route.label;
      const hasMoved = label !== route.label && label !== route.address;
      route.label = label;
      if (hasMoved) this.#drop(id, link);
      else if (!this.#members.includes(id)) this.#dropLater(id, link);
    }
  }

  addressOf(id: NodeId): string | undefined {
    return this.#links.get(id)?.route.address ?? this.#receiver?.addressOf(id) ?? this.#heardAddresses.get(id);
  }

  /** The peer door stays, and is closed by whoever opened it. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const { link } of this.#links.values()) link.close();
    this.#links.clear();
    for (const end of [...this.#incoming]) end();
    return Promise.resolve();
  }

  /** Who left is to hear that it did. */
  #dropLater(id: NodeId, link: PeerLink): void {
    this.#options.platform.timers.after(leavingMs, () => {
      if (!this.#members.includes(id)) this.#drop(id, link);
    });
  }

  #drop(id: NodeId, link: PeerLink): void {
    link.close();
    this.#log.forget(wayTo(id));
    if (this.#links.get(id)?.link === link) this.#links.delete(id);
  }

  #linkTo(to: NodeId): PeerLink | undefined {
    const known = this.#links.get(to);
    if (known !== undefined || this.#isClosed) return known?.link;
    const route = new PeerRoute(this.#receiver?.addressOf(to), this.#heardAddresses.get(to));
    if (route.place === undefined) return undefined;
    const link = this.#makeLink(to, route);
    this.#links.set(to, { link, route });
    return link;
  }

  #makeLink(to: NodeId, route: PeerRoute): PeerLink {
    const { platform, clusterId, id } = this.#options;
    return new PeerLink({
      connect: () => {
        assert(route.place !== undefined, 'a node to which there is a way has an address');
        return platform.rpc.channel({ ...route.place, messageBytesMax: peerMessageBytesMax });
      },
      timers: platform.timers,
      chance: () => platform.randomness.uint32() / 2 ** 32,
      hello: { clusterId, from: id, to, address: this.#options.address() },
      dropped: () => this.#tell((receiver) => receiver.unreachable(to)),
      opened: () => this.#log.over(wayTo(to), 'peer.reachable', { peer: to, address: route.address }),
      broken: (error, wasOpen) => {
        const { address } = route;
        this.#log.warn(wayTo(to), 'peer.unreachable', { peer: to, address, code: error.code, error: error.message });
        if (!wasOpen) route.failed();
      },
    });
  }

  /** In a turn of its own: a message may be dropped while the loop sends. */
  #tell(what: (receiver: PeerReceiver) => void): void {
    this.#options.platform.timers.soon(() => {
      if (!this.#isClosed && this.#receiver !== undefined) what(this.#receiver);
    });
  }

  #takeStream(stream: RpcStream<DeliverResponse>): RpcStreamHandler<DeliverRequest> {
    let hello: RaftHello | undefined;
    let isRefused = false;
    const { clusterId, id } = this.#options;
    const signs = new SignsOfLife(this.#options.platform.timers, () => stream.write({ clusterId, nodeId: id }));
    const end = (): void => {
      this.#incoming.delete(end);
      signs.stop();
      stream.end();
    };
    this.#incoming.add(end);
    return {
      message: (request) => {
        if (isRefused) return;
        if (hello === undefined) {
          hello = this.#greet(stream, request);
          isRefused = hello === undefined;
          if (isRefused) this.#incoming.delete(end);
          return;
        }
        signs.owe();
        this.#deliver(hello, request);
      },
      drained: () => undefined,
      ended: end,
      failed: () => {
        this.#incoming.delete(end);
        signs.stop();
      },
      closing: end,
    };
  }

  /** The hello, if it is meant for us; else the call is over. */
  #greet(stream: RpcStream<DeliverResponse>, { hello }: DeliverRequest): RaftHello | undefined {
    const { clusterId, id } = this.#options;
    const isForUs = hello?.clusterId === clusterId && hello.to === id && hello.from !== id;
    if (hello === undefined || !isForUs) {
      const who =
        hello === undefined
          ? 'somebody without a hello'
          : `node ${hello.from} of cluster ${hello.clusterId}, which looked for node ${hello.to}`;
      const message = `node ${id} of cluster ${clusterId} does not speak with ${who}; correct the cluster id or the address`;
      this.#log.warn(knockingOf(hello?.from), 'peer.refused', { message });
      // Whoever knocks learns nothing about who lives here.
      stream.abort(new RpcError('failedPrecondition', strangerMessage));
      return undefined;
    }
    const from = hello.from as NodeId;
    if (this.#receiver === undefined || this.#isClosed) {
      stream.abort(new RpcError('unavailable', `node ${id} takes no part in consensus just now; try again shortly`));
      if (!this.#isClosed) this.#options.heardEarly?.(from);
      return undefined;
    }
    this.#log.over(knockingOf(from), 'peer.accepted', { peer: from });
    this.#hear(from, hello.address);
    stream.write({ clusterId, nodeId: id });
    return hello;
  }

  /** A node that has moved is followed, unless the way to it is open: where it says it is, the welcome proves that it is. */
  #hear(from: NodeId, address: string): void {
    if (this.#heardAddresses.has(from) || this.#heardAddresses.size < strangersMax)
      this.#heardAddresses.set(from, address);
    const known = this.#links.get(from);
    if (known === undefined) return;
    if (known.link.isOpen) known.route.hear(address);
    else if (known.route.turnTo(address)) known.link.retry();
  }

  #deliver(hello: RaftHello, request: DeliverRequest): void {
    if (this.#isClosed) return;
    const messages: Message[] = [];
    for (const wire of request.messages) {
      const message = wire.from === hello.from && wire.to === hello.to ? fromWire(wire) : undefined;
      if (message !== undefined) messages.push(message);
    }
    if (messages.length > 0) this.#receiver?.received(messages);
  }
}

/** Under what is logged whether a node is reached. */
function wayTo(id: NodeId): string {
  return `to ${id}`;
}

/** Under what is logged whether a node is let in. */
function knockingOf(from: number | undefined): string {
  return `from ${from ?? 'somebody'}`;
}

const strangerMessage =
  'this node is not the one of this cluster that you look for, or you did not say whom you look for; its log says more; correct the cluster id or the address';
