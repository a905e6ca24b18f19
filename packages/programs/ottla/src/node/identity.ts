/**
 * Who a data directory belongs to: `node.json` with node id, cluster id and directory id. Written atomically, and never
 * changed but for the mark that the metadata was initialised; a directory of another cluster or node is refused.
 */
import { type FileSystem, FileSystemError, type Randomness } from '@ottla/base';
import { writeFileAtomically } from '@ottla/raft-node';
import { NodeError } from './node-error.ts';

/** The content of `node.json`. */
export interface NodeIdentity {
  readonly nodeId: number;
  /** 22 characters of URL-safe base64, as Kafka's. */
  readonly clusterId: string;
  /** Made anew for each directory, so that an emptied disk is not taken for the old one. */
  readonly directoryId: string;
  /** The metadata log was written: from then on an empty one is a loss, not a beginning. */
  readonly initialised: boolean;
}

/** What the settings ask for; undefined takes what the directory says. */
export interface WantedIdentity {
  readonly nodeId: number | undefined;
  readonly clusterId: string | undefined;
}

const fileName = 'node.json';
const formatVersion = 1;
const defaultNodeId = 1;

/**
 * Reads the identity of a directory, or writes a new one into an empty directory; `prepare` is done before it gets one. Fails with a
 * `NodeError`.
 */
export async function takeIdentity(
  files: FileSystem,
  randomness: Randomness,
  directory: string,
  wanted: WantedIdentity,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<NodeIdentity> {
  const there = await readIdentity(files, directory);
  if (there !== undefined) {
    mustMatch(directory, there, wanted);
    return there;
  }
  await mustBeFresh(files, directory);
  const made: NodeIdentity = {
    nodeId: wanted.nodeId ?? defaultNodeId,
    clusterId: wanted.clusterId ?? randomId(randomness),
    directoryId: randomId(randomness),
    initialised: false,
  };
  await prepare();
  await writeIdentity(files, directory, made);
  return made;
}

/** Remembers that the metadata log was written. */
export async function markInitialised(files: FileSystem, directory: string, identity: NodeIdentity): Promise<void> {
  if (!identity.initialised) await writeIdentity(files, directory, { ...identity, initialised: true });
}

async function writeIdentity(files: FileSystem, directory: string, identity: NodeIdentity): Promise<void> {
  const text = `${JSON.stringify({ version: formatVersion, ...identity }, undefined, 2)}\n`;
  await writeFileAtomically(files, directory, fileName, new TextEncoder().encode(text));
}

async function readIdentity(files: FileSystem, directory: string): Promise<NodeIdentity | undefined> {
  const path = `${directory}/${fileName}`;
  let bytes: Uint8Array;
  try {
    bytes = await files.readFile(path);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'notFound') return undefined;
    throw error;
  }
  const identity = parseIdentity(new TextDecoder().decode(bytes));
  if (identity === undefined) {
    throw new NodeError(
      'foreignDirectory',
      `${path} is not a node identity that this version can read, so nothing in ${directory} was touched; restore the file from a backup or name another directory with --data-dir`,
    );
  }
  return identity;
}

function parseIdentity(text: string): NodeIdentity | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller says so with the path.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, nodeId, clusterId, directoryId, initialised } = value as Record<string, unknown>;
  if (version !== formatVersion || !Number.isSafeInteger(nodeId)) return undefined;
  if (typeof clusterId !== 'string' || typeof directoryId !== 'string') return undefined;
  return { nodeId: nodeId as number, clusterId, directoryId, initialised: initialised === true };
}

function mustMatch(directory: string, there: NodeIdentity, wanted: WantedIdentity): void {
  if (wanted.clusterId !== undefined && wanted.clusterId !== there.clusterId) {
    throw new NodeError(
      'foreignDirectory',
      `the directory ${directory} belongs to cluster ${there.clusterId}, not to ${wanted.clusterId}; nothing was touched; name the right directory with --data-dir, or leave cluster.id out`,
    );
  }
  if (wanted.nodeId !== undefined && wanted.nodeId !== there.nodeId) {
    throw new NodeError(
      'foreignDirectory',
      `the directory ${directory} belongs to node ${there.nodeId}, not to node ${wanted.nodeId}; nothing was touched; name the right directory with --data-dir, or leave --node-id out`,
    );
  }
}

/** A directory with logs but without an identity has lost it: adopting it could mix two clusters. */
async function mustBeFresh(files: FileSystem, directory: string): Promise<void> {
  for (const name of ['logs', 'metadata']) {
    if ((await files.stat(`${directory}/${name}`)) === undefined) continue;
    throw new NodeError(
      'foreignDirectory',
      `the directory ${directory} has ${name}/ but no ${fileName}, so it cannot be told whose data it is; nothing was touched; restore ${fileName} from a backup or name another directory with --data-dir`,
    );
  }
}

/** 128 bits as 22 characters of URL-safe base64; never starts with `-`, so that it is no flag. */
export function randomId(randomness: Randomness): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const bytes = new Uint8Array(22);
  randomness.fill(bytes);
  const text = Array.from(bytes, (byte) => alphabet.charAt(byte % 64)).join('');
  return text.startsWith('-') ? `A${text.slice(1)}` : text;
}
