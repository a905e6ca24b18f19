/** The quorum through the gRPC door, on a node that is alone. */
import { type BrokerId, ErrorCode, RpcError } from '@ottla/base';
import { adminService, QuorumMemberRole, QuorumRole, quorumService } from '@ottla/rpc';
import { expect, test } from 'vitest';
import { startGrpcRig } from '../../support/grpc-rig.ts';

async function refusalOf(call: Promise<unknown>): Promise<RpcError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RpcError) return error;
  }
  throw new Error('the call was not refused');
}

test('it tells of the asked node, of the quorum as the leader sees it, and of the brokers', async () => {
  const { node, channel } = await startGrpcRig();
  const told = await node.settle(channel.unary(quorumService.describeQuorum, {}));

  const local = node.metadata.quorum.local();
  expect(told.asked).toMatchObject({
    nodeId: 1,
    role: QuorumRole.leader,
    leaderId: 1,
    lastPosition: local.lastPosition,
  });
  expect(told.quorum).toMatchObject({ leaderId: 1, changing: false, committedPosition: local.commit });
  expect(told.quorum?.members).toMatchObject([{ id: 1, role: QuorumMemberRole.voter, silentMs: 0 }]);
  expect(told.brokers).toEqual([{ id: 1, epoch: 1, fenced: false, shuttingDown: false, rack: '' }]);
  expect(told.error).toBeUndefined();
  await node.stop();
});

test('a snapshot is written when it is asked for', async () => {
  const { node, channel } = await startGrpcRig();
  await node.createTopic('t');
  const { lastPosition } = node.metadata.quorum.local();
  const taken = await node.settle(channel.unary(quorumService.takeSnapshot, {}));

  expect(taken).toEqual({ nodeId: 1, position: lastPosition });
  expect(node.metadata.quorum.local().snapshotPosition).toBe(lastPosition);
  await node.stop();
});

test('a change of members that would leave nobody, and a transfer to a stranger, are refused with a sentence', async () => {
  const { node, channel } = await startGrpcRig();
  const alone = await node.settle(refusalOf(channel.unary(quorumService.changeMembers, { add: [], remove: [1] })));
  const stranger = await node.settle(refusalOf(channel.unary(quorumService.transferLeader, { to: 9 })));

  expect(alone).toMatchObject({ code: 'invalidArgument', kafkaCode: ErrorCode.INVALID_REQUEST });
  expect(alone.message).toMatch(/add another node first/);
  expect(stranger.message).toMatch(/9/);
  await node.stop();
});

test('topics are described all when none is named, in the order of their names', async () => {
  const { node, channel } = await startGrpcRig();
  for (const name of ['b', 'a', 'c']) await node.createTopic(name, 2);
  const { topics } = await node.settle(channel.unary(adminService.describeTopics, { topics: [] }));

  expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
    ['a', 2],
    ['b', 2],
    ['c', 2],
  ]);
  await node.stop();
});

test('a broker that is out of service is forgotten, one that is in service is not', async () => {
  const { node, channel } = await startGrpcRig();
  await node.settle(
    node.metadata.submit({
      kind: 'registerBroker',
      brokerId: 7 as BrokerId,
      incarnationId: '7'.repeat(32),
      endpoints: [],
      rack: undefined,
      fenced: true,
    }),
  );
  const active = await node.settle(refusalOf(channel.unary(quorumService.unregisterBroker, { id: 1 })));
  await node.settle(channel.unary(quorumService.unregisterBroker, { id: 7 }));
  const unknown = await node.settle(refusalOf(channel.unary(quorumService.unregisterBroker, { id: 7 })));

  expect(active.message).toMatch(/is in service .* stop it first/);
  expect(unknown.kafkaCode).toBe(ErrorCode.BROKER_ID_NOT_REGISTERED);
  expect([...node.metadata.image().brokers.keys()]).toEqual([1]);
  await node.stop();
});
