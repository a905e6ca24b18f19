/** What was planned upon a refused command never reaches the log, whenever it comes. */
import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import { createMany, more, register, ServiceCluster } from '../quorum/service-cluster.ts';

async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await Promise.resolve();
}

// INV-QLOG-2.
test.each(Array.from({ length: 16 }, (_, at) => at))(
  'a command %i microtasks behind one that is too large',
  async (gap) => {
    const cluster = await ServiceCluster.started({ founders: [1], limits: { proposalBytesMax: 600 } });
    const leader = await cluster.leader();
    await cluster.submit(leader, register());
    const service = cluster.service(leader);
    const large = service.submit(createMany(40));
    const upon = turns(gap).then(() =>
      service.submit({ kind: 'createPartitions', topics: [more('m-0')], validateOnly: false }),
    );
    const [first, second] = await cluster.time.settle(Promise.all([large, upon]));

    expect(first).toMatchObject({ kind: 'refused' });
    // Refused with the one before it, or planned upon what came of that: there is no such topic.
    if (second.kind === 'committed')
      expect(second.reply.topics[0]?.outcome.code).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  },
);
