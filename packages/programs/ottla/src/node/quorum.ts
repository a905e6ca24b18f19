/** The log under a node's metadata: of a quorum of one that speaks with nobody, or of a member of a quorum of several. */
import { hostAndPort, type Platform, type RpcRegistration } from '@ottla/base';
import {
  Belonging,
  FirstLook,
  type FoundingGate,
  introductionDoor,
  type LogMember,
  type MetadataPeers,
  QuorumLog,
  quorumOfOne,
} from '@ottla/metadata-service';
import { membershipOf, type NodeId, nobody } from '@ottla/raft-core';
import { type Founder, type FounderMemory, Founding, RpcPeerTransport } from '@ottla/raft-node';
import type { NodeSettings } from '../settings/resolve.ts';
import type { NodeIdentity } from './identity.ts';

/** A log that is not started. */
export interface NodeQuorum {
  readonly log: QuorumLog;
  /** How members reach each other; undefined where there is nobody else. */
  readonly peers: MetadataPeers | undefined;
  /** How founders come to know each other; undefined where there is nobody else. */
  readonly founding: Founding | undefined;
  /** How a node that is no founder begins; undefined for founders, and where there is nobody else. */
  readonly firstLook: FirstLook | undefined;
  /** Whether it still belongs to the others; undefined where there is nobody else. */
  readonly belonging: Belonging | undefined;
  /** What the peer door serves for it. */
  readonly registrations: readonly RpcRegistration[];
}

export interface QuorumOptions {
  /** The directory of the store. */
  readonly path: string;
  readonly identity: NodeIdentity;
  readonly settings: NodeSettings;
  /** Which directories other founders have been here with; undefined where there is nobody else. */
  readonly memory: FounderMemory | undefined;
  /** Other members say that this node is none any more. */
  readonly onRemoved: () => void;
  /** Marks the directory: there is a founded log. */
  readonly remember: () => Promise<void>;
}

type QuorumPlatform = Pick<
  Platform,
  'clock' | 'timers' | 'randomness' | 'logger' | 'rpc' | 'crc32c' | 'keyValueStores'
>;

export function makeQuorum(platform: QuorumPlatform, options: QuorumOptions): NodeQuorum {
  const { memory } = options;
  return memory === undefined ? alone(platform, options) : amongOthers(platform, { ...options, memory });
}

/** Nobody else is a member, so nobody else is listened to: the peer door only says so, and has no way to consensus. */
function alone(platform: QuorumPlatform, { path, identity, remember }: QuorumOptions): NodeQuorum {
  const { keyValueStores: stores, crc32c } = platform;
  const { clusterId, nodeId, initialised: expectExisting } = identity;
  const log = quorumOfOne({ platform, stores, path, crc32c, clusterId, nodeId, expectExisting, remember });
  const registrations = [introductionDoor({ clusterId, nodeId, status: () => 'alone' })];
  return { log, peers: undefined, founding: undefined, firstLook: undefined, belonging: undefined, registrations };
}

function amongOthers(
  platform: QuorumPlatform,
  { path, identity, settings, memory, onRemoved, remember }: QuorumOptions & { readonly memory: FounderMemory },
): NodeQuorum {
  const { clusterId, directoryId } = identity;
  const nodeId = identity.nodeId as NodeId;
  const address = addressOf(settings, nodeId);
  const labels = settings.founders as ReadonlyMap<NodeId, string>;
  const founders = [...labels].map(([id, where]): Founder => ({ id, address: where }));
  const founding = new Founding({ platform, clusterId, id: nodeId, directoryId, founders, memory });
  const firstLook = labels.has(nodeId)
    ? undefined
    : new FirstLook({ clusterId, nodeId, platform, addresses: [...labels.values()] });
  const transport = new RpcPeerTransport({
    platform,
    clusterId,
    id: nodeId,
    address: () => address,
    hints: labels,
    heardEarly: (from) => {
      founding.heardMember(from);
      firstLook?.heardMember(from);
    },
  });
  const log = new QuorumLog({
    platform,
    storage: {
      stores: platform.keyValueStores,
      path,
      crc32c: platform.crc32c,
      owner: { clusterId, nodeId },
      expectExisting: identity.initialised,
    },
    founders: labels.has(nodeId) ? membershipOf({ voters: [...labels.keys()], learners: [], labels }) : nobody,
    founding: gateOf(founding, firstLook),
    remember,
    transport,
  });
  const registrations = [...founding.registrations, ...transport.registrations];
  const member = (): LogMember | undefined => log.member;
  const belonging = new Belonging({ clusterId, platform, member, hints: settings.founders, removed: onRemoved });
  const peers = { clusterId, rpc: platform.rpc, address, removal: () => belonging.removal };
  return { log, peers, founding, firstLook, belonging, registrations };
}

/** Who is no founder asks no founders, but members whether it was here before. */
function gateOf(founding: Founding, firstLook: FirstLook | undefined): FoundingGate {
  if (firstLook === undefined) return founding;
  return {
    begin: (foundedWith) => founding.begin(foundedWith),
    permitted: async () => {
      await founding.permitted();
      await firstLook.permitted();
    },
    close: () => {
      founding.close();
      firstLook.close();
    },
  };
}

/** Where the others reach this node's peer door: what the founders were told, else what it says of itself. */
function addressOf({ founders, advertisedHost, host, peerPort }: NodeSettings, nodeId: number): string {
  const own = founders.get(nodeId);
  if (own !== undefined) return own;
  return hostAndPort(advertisedHost ?? host, peerPort);
}
