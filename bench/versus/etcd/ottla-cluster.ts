/** Three nodes of Ottla on loopback, with their defaults: each write is synced by a majority before it is acknowledged. */
import { Admin } from '@ottla/admin';
import { freePort } from '../../../test-e2e/lib/free-port.ts';
import { type RunningNode, startNodeProcess } from '../../../test-e2e/lib/node-process.ts';
import { makeFolder, removeFolder } from '../../lib/cleanup.ts';
import type { ComparedCluster } from './compared-cluster.ts';

const nodes = 3;
const readyTimeoutMs = 60_000;

/** Starts the cluster and resolves when it has a leader. */
export async function startOttla(): Promise<ComparedCluster> {
  const folder = makeFolder('cluster');
  const peerPorts: number[] = [];
  for (let index = 0; index < nodes; index += 1) peerPorts.push(await freePort());
  const founders = peerPorts.map((port, index) => `${index + 1}@127.0.0.1:${port}`).join(',');
  const running = await Promise.all(peerPorts.map((peer, index) => startNode(index + 1, peer, { folder, founders })));
  const leader = await leaderOf(running);
  return {
    name: 'Ottla',
    port: leader.ports.grpc,
    pids: running.map(({ pid }) => pid),
    stop: async () => {
      await Promise.all(running.map((node) => node.stop()));
      removeFolder(folder);
    },
  };
}

function startNode(
  id: number,
  peer: number,
  { folder, founders }: { readonly folder: string; readonly founders: string },
): Promise<RunningNode> {
  return startNodeProcess({
    dataDir: `${folder}/${id}`,
    ports: { kafka: 0, grpc: 0, peer, http: 0 },
    flags: ['--node-id', String(id), '--cluster-id', 'bench', '--metadata-nodes', founders, '--log-level', 'error'],
    readyTimeoutMs,
  });
}

async function leaderOf(running: readonly RunningNode[]): Promise<RunningNode> {
  const [first] = running;
  const admin = new Admin({ bootstrapServers: `127.0.0.1:${first?.ports.grpc}` });
  try {
    const { controllerId } = await admin.describeCluster();
    const leader = running[controllerId - 1];
    if (leader === undefined)
      throw new Error(`the cluster says that node ${controllerId} leads, which was not started`);
    return leader;
  } finally {
    await admin.close();
  }
}
