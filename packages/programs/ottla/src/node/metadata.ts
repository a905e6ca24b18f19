/** Opens the metadata of a node, and waits until it belongs to the cluster and knows what the cluster knows. */
import { type BrokerId, ErrorCode, messageOf, type Platform, type RpcRegistration } from '@ottla/base';
import { nodeDefaults } from '@ottla/broker';
import {
  type Belonging,
  type FirstLook,
  MetadataLogError,
  MetadataService,
  type QuorumLog,
  QuorumMetrics,
  timedStores,
} from '@ottla/metadata-service';
import { membersOf, type NodeId } from '@ottla/raft-core';
import { type Founder, type FounderMemory, type Founding, FoundingError, founderText } from '@ottla/raft-node';
import { caughtUpAgainMs } from '../limits.ts';
import type { NodeSettings } from '../settings/resolve.ts';
import { markInitialised, type NodeIdentity } from './identity.ts';
import { NodeError } from './node-error.ts';
import { makeQuorum } from './quorum.ts';
import type { StartWatch } from './start-watch.ts';
import {
  firstLookText,
  joiningText,
  memberText,
  type NodeAmongOthers,
  openingText,
  removedText,
  takenOutText,
} from './waiting-words.ts';

/** Where and for whom. */
export interface MetadataOptions {
  readonly directory: string;
  readonly identity: NodeIdentity;
  readonly settings: NodeSettings;
  /** Which directories other founders have been here with; undefined where there is nobody else. */
  readonly memory: FounderMemory | undefined;
  /** Called once when the metadata log failed for good. */
  readonly onFailure: (error: Error) => void;
  /** Called when other members say that this node is none any more. */
  readonly onRemoved: () => void;
}

/** A service that is not started. */
export interface NodeMetadata {
  readonly service: MetadataService;
  readonly log: QuorumLog;
  /** How founders come to know each other; undefined where there is nobody else. */
  readonly founding: Founding | undefined;
  /** How a node that is no founder begins; undefined where it is one, or alone. */
  readonly firstLook: FirstLook | undefined;
  /** Whether the node still belongs to the others; undefined where there is nobody else. */
  readonly belonging: Belonging | undefined;
  readonly self: NodeAmongOthers;
  /** What the peer door serves for it. */
  readonly registrations: readonly RpcRegistration[];
}

/** The service on `<directory>/metadata`. */
export function makeMetadata(platform: Platform, options: MetadataOptions): NodeMetadata {
  const { directory, identity, settings, memory, onFailure, onRemoved } = options;
  const measured = new QuorumMetrics(platform.metrics);
  const stores = timedStores(platform.keyValueStores, platform.clock, measured.syncSeconds);
  const path = `${directory}/metadata`;
  const remember = (): Promise<void> => markInitialised(platform.files, directory, identity);
  const around = { path, identity, settings, memory, onRemoved, remember };
  const quorum = makeQuorum({ ...platform, keyValueStores: stores }, around);
  measured.watch(() => quorum.log.member);
  const service = new MetadataService({
    log: quorum.log,
    platform,
    node: nodeDefaults(settings.resolved, identity.nodeId as BrokerId),
    ...(quorum.peers === undefined ? {} : { peers: quorum.peers }),
    onFailure,
  });
  const { log, founding, firstLook, belonging, peers } = quorum;
  const founders = [...settings.founders].map(([id, address]): Founder => ({ id: id as NodeId, address }));
  const { nodeId, clusterId } = identity;
  const self = { nodeId, clusterId, address: peers?.address ?? '', founders };
  const registrations = [...quorum.registrations, ...service.registrations];
  return { service, log, founding, firstLook, belonging, self, registrations };
}

/**
 * Reads what is there, and founds what is new, for which other founders are waited for. Throws a `NodeError` (`metadata`,
 * `foreignDirectory`, `refusedByFounder`, `invalidSettings`).
 */
export async function startMetadata(metadata: NodeMetadata, directory: string): Promise<void> {
  const { service, log, founding, self } = metadata;
  try {
    await service.start();
  } catch (error) {
    if (error instanceof FoundingError)
      throw new NodeError('refusedByFounder', `this node does not take part: ${error.message}`, { cause: error });
    if (error instanceof MetadataLogError)
      throw new NodeError(error.code === 'foreign' ? 'foreignDirectory' : 'metadata', error.message, { cause: error });
    throw new NodeError('metadata', `the metadata in ${directory}/metadata cannot be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (founding === undefined) mustBeAlone(log, directory);
  else if (founding.wasFoundedAlone) mustNotBeAlone(log, self, directory);
}

/** What a start waits for before the log is there, as part of a sentence. */
export function openingReason({ founding, firstLook, self }: NodeMetadata): string {
  const asking = firstLook?.waitingFor;
  return asking === undefined ? openingText(founding?.waitingFor ?? []) : firstLookText(asking, self);
}

/** Whom a node waits for that has not joined its cluster yet, as part of a sentence; `isNew`: its log began in this life. */
export function joiningReason({ service, log, belonging, self }: NodeMetadata, isNew: boolean): string {
  const removal = belonging?.removal;
  if (removal !== undefined) return isNew ? takenOutText(removal, self) : removedText(removal, self);
  return joiningText(service.quorum.local(), log.node.status().membership, self);
}

/** Why this node takes no part any more, as part of a sentence; undefined where it does. */
export function removedReason({ belonging, self }: Pick<NodeMetadata, 'belonging' | 'self'>): string | undefined {
  return belonging?.removal === undefined ? undefined : removedText(belonging.removal, self);
}

/** A node that has others must not be started as if it had none: it would wait for them behind a closed door. */
function mustBeAlone(log: QuorumLog, directory: string): void {
  const { id, membership } = log.node.status();
  const members = membersOf(membership);
  if (members.every((member) => member === id) && members.length > 0) return;
  const nodes = memberText(membership, members);
  const what = nodes === '' ? 'one that others take in' : `a member of a cluster of several nodes`;
  throw new NodeError(
    'invalidSettings',
    `the directory ${directory} is that of ${what}, but metadata.nodes is empty; nothing was changed; start the node with --metadata-nodes ${nodes || '<id>@<host>:<peer port>,… of nodes that run'}`,
  );
}

/** A node that is a cluster of its own must not look as if it had joined those whom it is told of. */
function mustNotBeAlone(
  log: QuorumLog,
  { nodeId, clusterId, address, founders }: NodeAmongOthers,
  directory: string,
): void {
  const members = membersOf(log.node.status().membership);
  if (members.length !== 1 || members[0] !== nodeId || founders.some(({ id }) => id === nodeId)) return;
  throw new NodeError(
    'invalidSettings',
    `the directory ${directory} holds a cluster of its own, ${clusterId}, whose only member is node ${nodeId}, but metadata.nodes names others: ${founderText(founders)}; keep it. To go on with it, and to let others join, start with --metadata-nodes ${nodeId}@${address}; to join the others, start with another data directory, an empty one`,
  );
}

/**
 * Resolves when the cluster has its id and this node everything that was acknowledged before. Until there is a leader it asks again.
 * Throws a `NodeError` (`foreignDirectory`) when it is another cluster's.
 */
export async function joinCluster(
  service: MetadataService,
  { directory, identity }: Pick<MetadataOptions, 'directory' | 'identity'>,
  { platform, watch }: { readonly platform: Pick<Platform, 'timers'>; readonly watch: StartWatch },
): Promise<void> {
  const again = (): Promise<void> => new Promise((resolve) => void platform.timers.after(caughtUpAgainMs, resolve));
  for (;;) {
    await giveItsId(service, identity.clusterId);
    if (watch.isGivenUp || (service.image().cluster.clusterId !== '' && (await service.caughtUp()))) break;
    await again();
  }
  const { clusterId } = service.image().cluster;
  if (clusterId === identity.clusterId || watch.isGivenUp) return;
  throw new NodeError(
    'foreignDirectory',
    `${directory}/metadata belongs to cluster ${clusterId}, but node.json says ${identity.clusterId}: parts of two directories were mixed; nothing was touched; restore one of them from a backup`,
  );
}

/** Whoever comes first gives the cluster its id; where nobody leads yet, nothing happens. */
async function giveItsId(service: MetadataService, clusterId: string): Promise<void> {
  if (service.image().cluster.clusterId !== '') return;
  const result = await service.submit({ kind: 'initialiseCluster', clusterId });
  const outcome = result.kind === 'committed' ? result.reply.outcome : result.outcome;
  const mayComeAgain: readonly ErrorCode[] = [
    ErrorCode.NONE,
    ErrorCode.NOT_CONTROLLER,
    ErrorCode.REQUEST_TIMED_OUT,
    ErrorCode.INCONSISTENT_CLUSTER_ID,
  ];
  if (mayComeAgain.includes(outcome.code)) return;
  throw new NodeError('metadata', `the metadata of a new cluster could not be written: ${outcome.message}`);
}
