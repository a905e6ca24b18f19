/** What clients find that know a node which was removed from the quorum, beside others. */
import { Admin } from '@ottla/admin';
import { type Cluster, startCluster } from 'ottla';
import { afterAll, beforeAll, expect, it } from 'vitest';

let cluster: Cluster;
/** The removed node's door, and another one's. */
let removed: string;
let other: string;

beforeAll(async () => {
  cluster = await startCluster({ brokers: 3 });
  [other = '', , removed = ''] = cluster.nodes.map(({ grpcBootstrap }) => grpcBootstrap);
  const admin = new Admin({ bootstrapServers: other });
  await admin.changeMembers({ remove: [3] });
  await admin.close();
}, 60_000);

afterAll(() => cluster.stop());

it('the removed node alone refuses with a sentence that names the others', async () => {
  const admin = new Admin({ bootstrapServers: removed });
  const created = admin.createTopics([{ name: 'nowhere', partitions: 1 }]);
  await expect(created).rejects.toMatchObject({
    kafkaError: 'NOT_CONTROLLER',
    message: expect.stringMatching(/Node 3 was removed from cluster .*; ask node 1 or 2/) as unknown,
  });
  await admin.close();
});

it('an admin client that asks it first goes on to the next', async () => {
  const admin = new Admin({ bootstrapServers: `${removed},${other}` });
  const [created] = await admin.createTopics([{ name: 'stray', partitions: 8 }]);
  const [described] = await admin.describeTopics(['stray'], { sizes: false });
  expect(created?.partitions).toBe(8);
  expect(new Set(described?.partitions.map(({ leaderId }) => leaderId))).toEqual(new Set([1, 2]));
  await admin.close();
});

it('its word about the quorum is not taken where another one has a better', async () => {
  const admin = new Admin({ bootstrapServers: `${removed},${other}` });
  const { quorum } = await admin.describeQuorum();
  expect(quorum?.members.map(({ id }) => id)).toEqual([1, 2]);
  await admin.close();
});

it('its old word that its broker is in service does not keep that from being unregistered', async () => {
  const admin = new Admin({ bootstrapServers: `${removed},${other}` });
  await admin.unregisterBroker(3);
  const { brokers } = await admin.describeQuorum();
  expect(brokers.map(({ id }) => id)).toEqual([1, 2]);
  await admin.close();
});
