/** Whom clients are told to send changes to. */
import type { BrokerId } from '@ottla/base';
import type { LocalQuorum, MetadataAccess, QuorumAccess } from '@ottla/metadata-core';
import { createSeededRandomness } from '@ottla/testing';
import { expect, test } from 'vitest';
import { ClusterService } from '../../src/services/cluster-service.ts';
import { startTestNode, type TestNode } from '../support/test-node.ts';

/** The service on a node whose cluster has brokers 1, 2 and 3, of which 3 is fenced; the metadata is led by `leaderId`. */
async function serviceOn(node: TestNode, leaderId: number): Promise<ClusterService> {
  for (const id of [2, 3])
    await node.settle(
      node.metadata.submit({
        kind: 'registerBroker',
        brokerId: id as BrokerId,
        incarnationId: `${id}`.padStart(32, '0'),
        endpoints: [],
        rack: undefined,
        fenced: id === 3,
      }),
    );
  const { broker, logManager } = node;
  const local = (): LocalQuorum => ({ ...node.metadata.quorum.local(), leaderId });
  const metadata: Pick<MetadataAccess, 'image' | 'quorum'> = {
    image: () => node.metadata.image(),
    quorum: Object.assign(Object.create(node.metadata.quorum) as QuorumAccess, { local }),
  };
  return new ClusterService({
    metadata,
    logManager,
    randomness: createSeededRandomness(1),
    admission: broker.admission,
    partitions: { [Symbol.iterator]: () => [][Symbol.iterator]() } as never,
    logDirectory: '/data/logs',
    freeBytes: async () => 0,
    version: 'test',
  });
}

const controllers = (service: ClusterService): number[] => [
  ...new Set(Array.from({ length: 50 }, () => service.describe('kafka').controllerId)),
];

test.each([
  ['the leader of the metadata where it is a broker in service', 2, [2]],
  ['brokers in service, one as good as the other, where the leader is no broker', 9, [1, 2]],
  ['brokers in service where the leader is fenced as a broker', 3, [1, 2]],
  ['brokers in service where nobody leads', -1, [1, 2]],
])('the controller is %s', async (_, leaderId, wanted) => {
  const node = await startTestNode();
  const service = await serviceOn(node, leaderId);

  expect(controllers(service).sort()).toEqual(wanted);
  await node.stop();
});
