import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminService, clusterService } from '@ottla/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cluster, type Node, startCluster } from '../../src/index.ts';
import { channelTo } from '../doors/grpc-client.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ottla-cluster-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

async function createTopic(node: Node | undefined, name: string): Promise<unknown> {
  const channel = channelTo(node as Node);
  const topic = { name, numPartitions: 3, replicationFactor: 1, assignments: [], configs: [] };
  const request = { topics: [topic], validateOnly: false, timeoutMs: 10_000 };
  const { topics } = await channel.unary(adminService.createTopics, request);
  channel.close();
  return topics[0]?.error?.message ?? 'made';
}

async function topicsOf(node: Node | undefined): Promise<readonly string[]> {
  const channel = channelTo(node as Node);
  const { topics } = await channel.unary(adminService.listTopics, { includeInternal: false });
  channel.close();
  return topics.map(({ name }) => name).sort();
}

async function brokersOf(node: Node | undefined): Promise<readonly number[]> {
  const channel = channelTo(node as Node);
  const { nodes } = await channel.unary(clusterService.describeCluster, {});
  channel.close();
  return nodes.map(({ id }) => id).sort();
}

const readiness = async ({ host, ports }: Node): Promise<number> =>
  (await fetch(`http://${host}:${ports.http}/readyz`)).status;

async function withCluster(options: Parameters<typeof startCluster>[0], use: (cluster: Cluster) => Promise<void>) {
  const cluster = await startCluster(options);
  try {
    await use(cluster);
  } finally {
    await cluster.stop();
  }
}

describe('a cluster inside of a process', () => {
  it('is ready on all nodes, and takes commands on each of them', async () => {
    await withCluster({ brokers: 3 }, async ({ nodes, kafkaBootstrap, grpcBootstrap }) => {
      expect(await Promise.all(nodes.map(readiness))).toEqual([200, 200, 200]);
      for (const node of nodes) expect(await createTopic(node, `by-${node.nodeId}`)).toBe('made');

      // What a node answered is seen on that node; the last one has seen what came before.
      expect(await topicsOf(nodes[2])).toEqual(['by-1', 'by-2', 'by-3']);
      expect(await brokersOf(nodes[2])).toEqual([1, 2, 3]);
      expect(kafkaBootstrap.split(',')).toEqual(nodes.map((node) => node.kafkaBootstrap));
      expect(grpcBootstrap.split(',')).toEqual(nodes.map((node) => node.grpcBootstrap));
    });
  });

  it('goes on while one of its nodes is down, which comes back with its data and its ports', async () => {
    await withCluster({ brokers: 3 }, async (cluster) => {
      const [first] = cluster.nodes;
      await first?.stop();
      expect(await createTopic(cluster.nodes[1], 'meanwhile')).toBe('made');
      const again = await cluster.restart(0);

      expect(again.ports).toEqual(first?.ports);
      expect(cluster.nodes[0]).toBe(again);
      expect(await topicsOf(again)).toEqual(['meanwhile']);
    });
  });

  it('has nodes that only keep metadata where it is asked to', async () => {
    await withCluster({ metadataNodes: 3, brokers: 1 }, async ({ nodes, kafkaBootstrap }) => {
      expect(nodes.map((node) => node.kafkaBootstrap)).toEqual([kafkaBootstrap, '', '']);
      expect(await createTopic(nodes[2], 'through-another')).toBe('made');
      expect(await brokersOf(nodes[2])).toEqual([1]);
    });
  });

  it('starts again from its directories, on other ports', async () => {
    const first = await startCluster({ dataDir });
    await createTopic(first.nodes[0], 'kept');
    await first.stop();
    await withCluster({ dataDir }, async ({ nodes, clusterId }) => {
      expect(clusterId).toBe(first.clusterId);
      for (const node of nodes) expect(await topicsOf(node)).toEqual(['kept']);
      expect(nodes.map(({ ports }) => ports.peer)).not.toEqual(first.nodes.map(({ ports }) => ports.peer));
    });
  });

  it('FAULT-27: does not take a node back whose disk was wiped', async () => {
    await withCluster({ dataDir }, async (cluster) => {
      await cluster.nodes[1]?.stop();
      await rm(join(dataDir, 'node-2'), { recursive: true });

      await expect(cluster.restart(1)).rejects.toMatchObject({
        code: 'refusedByFounder',
        message: expect.stringMatching(/knows node 2 with another data directory.*members add/) as string,
      });
    });
  });

  it('of one node is one that can grow', async () => {
    await withCluster({ brokers: 1 }, async ({ nodes }) => {
      expect(await createTopic(nodes[0], 'alone')).toBe('made');
    });
  });

  it('is stopped twice without harm, and starts nothing after that', async () => {
    const cluster = await startCluster({ metadataNodes: 1 });
    await cluster.stop();
    await cluster.stop();

    await expect(cluster.restart(0)).rejects.toThrow('is stopped');
  });

  it.each<[object, RegExp]>([
    [{ metadataNodes: 0 }, /metadataNodes is 0/],
    [{ metadataNodes: 8 }, /from 1 to 7/],
    [{ metadataNodes: 1, brokers: 3 }, /brokers is 3.*each broker keeps the metadata too/],
    [{ nodes: 3 }, /no option nodes/],
    [{ brokers: 2, settings: { 'log.retention.ms': 'soon' } }, /log\.retention\.ms is set to "soon"/],
  ])('is not started with %j', async (options, problem) => {
    await expect(startCluster(options)).rejects.toThrow(problem);
  });
});
