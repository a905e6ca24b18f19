/**
 * Leader election for a pool of workers: one of them hands out the jobs. When it goes, or is not heard of, the next one does; and what a
 * former leader still writes late is refused by its token.
 *
 *     npx tsx examples/coordination/worker-pool.ts
 */
import { fileURLToPath } from 'node:url';
import { Coordination, holds, type Leadership, OttlaClientError, textOf } from '@ottla/coordination';
import { startNode } from 'ottla';

export interface Worker {
  readonly name: string;
  /** The leader's work, until it is done or `leadership.signal` is aborted. */
  readonly lead: (leadership: Leadership) => Promise<void>;
  /** The worker goes. */
  readonly stop: AbortSignal;
}

/** Takes part in the election as long as the worker is there: leads, loses the lead, stands again. */
export async function takePart(coordination: Coordination, worker: Worker): Promise<void> {
  const isGone = (): boolean => worker.stop.aborted;
  while (!isGone()) {
    const session = await coordination.openSession({ timeoutMs: 10_000, owner: worker.name });
    try {
      const leadership = await session.campaign('worker-pool', worker.name, { signal: worker.stop });
      await worker.lead(leadership);
    } catch (error) {
      // A lost session or connection is what elections are for: stand again, with a new session.
      const isPassing = isGone() || (error instanceof OttlaClientError && error.retriable);
      if (!isPassing) throw error;
    } finally {
      // The next one leads at once. Where no node can be told, it leads when the session's time-out is over.
      await session.close().catch(() => undefined);
    }
  }
}

/** Gives a job to a worker, once. False: it was given already, or whoever asks does not lead any more. */
export async function assign(
  coordination: Coordination,
  { leadership, job, to }: { readonly leadership: Leadership; readonly job: string; readonly to: string },
): Promise<boolean> {
  const path = `/jobs/${job}`;
  const { held } = await coordination.transaction({
    conditions: [holds(leadership), { kind: 'version', path, is: 'equal', to: 0 }],
    operations: [{ kind: 'put', path, value: to }],
  });
  return held;
}

async function main(): Promise<void> {
  const node = await startNode({ memory: true });
  const coordination = new Coordination({ bootstrapServers: node.grpcBootstrap });
  const workers = ['anna', 'ben', 'cleo'].map((name) => {
    const stop = new AbortController();
    const lead = async (leadership: Leadership): Promise<void> => {
      const isNew = await assign(coordination, { leadership, job: `job-of-${name}`, to: name });
      console.log(`${name} leads with token ${leadership.token} and gave out a job: ${isNew}`);
      stop.abort();
    };
    return takePart(coordination, { name, lead, stop: stop.signal });
  });
  await Promise.all(workers);
  for await (const key of coordination.list('/jobs/')) console.log(`${key.path} is with ${textOf(key)}`);
  await coordination.close();
  await node.stop();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
