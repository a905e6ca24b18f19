/** DescribeQuorum through the Kafka door, as `kafka-metadata-quorum` asks. */
import { ErrorCode, noTopicId } from '@ottla/base';
import { ApiKey, type DescribeQuorumResponse } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { startTestNode } from '../../support/test-node.ts';

const asking = (topicName: string, ...indexes: readonly number[]) => ({
  topics: [{ topicName, partitions: indexes.map((partitionIndex) => ({ partitionIndex })) }],
});

test.each([0, 1, 2])(
  'version %i tells who leads the metadata, how far it is, and how far each voter is',
  async (version) => {
    const node = await startTestNode();
    const client = await node.connect();
    await node.createTopic('t');
    const { commit, lastPosition, term } = node.metadata.quorum.local();

    const response = await node.settle(
      client.send<DescribeQuorumResponse>(ApiKey.DescribeQuorum, version, asking('__cluster_metadata', 0)),
    );

    const nowMs = node.time.clock.wallMs();
    const times = version === 0 ? {} : { lastFetchTimestamp: -1, lastCaughtUpTimestamp: nowMs };
    const directory = version === 2 ? { replicaDirectoryId: noTopicId } : {};
    expect(response.errorCode).toBe(ErrorCode.NONE);
    expect(response.topics).toMatchObject([
      {
        topicName: '__cluster_metadata',
        partitions: [
          {
            partitionIndex: 0,
            errorCode: ErrorCode.NONE,
            leaderId: 1,
            leaderEpoch: term,
            highWatermark: commit + 1,
            currentVoters: [{ replicaId: 1, logEndOffset: lastPosition + 1, ...times, ...directory }],
            observers: [],
          },
        ],
      },
    ]);
    await node.stop();
  },
);

test('whatever else is asked for is no partition that a quorum keeps', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  await node.createTopic('t');

  for (const request of [asking('t', 0), asking('__cluster_metadata', 1)]) {
    const response = await node.settle(client.send<DescribeQuorumResponse>(ApiKey.DescribeQuorum, 2, request));
    expect(response.topics[0]?.partitions[0]).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      leaderId: -1,
      currentVoters: [],
    });
  }
  await node.stop();
});
