/** Asks the servers one after another until one of them knows the quorum: a node that is no member of it, or is cut off, does not. */
import type { Admin, ClusterHealth, QuorumView } from '@ottla/admin';
import { type ClientFlags, withAdmin } from './client-options.ts';

/** What a node knows, and what else it was asked. */
export interface Asked<Result> {
  readonly health: ClusterHealth;
  readonly result: Result;
}

/** The answer of the first server that knows who leads; without one, the first answer at all. */
export async function askAround<Result>(
  flags: ClientFlags,
  task: (admin: Admin) => Promise<Result>,
): Promise<Asked<Result>> {
  const servers = flags.bootstrapServer.split(',').filter((server) => server.trim() !== '');
  let fallback: Asked<Result> | undefined;
  let failure: unknown;
  for (const bootstrapServer of servers.length === 0 ? [flags.bootstrapServer] : servers) {
    try {
      const asked = await withAdmin({ ...flags, bootstrapServer }, async (admin) => {
        const [health, result] = await Promise.all([admin.describeQuorum(), task(admin)]);
        return { health, result };
      });
      if (asked.health.quorum !== undefined) return asked;
      fallback ??= asked;
    } catch (error) {
      failure ??= error;
    }
  }
  if (fallback === undefined) throw failure;
  return fallback;
}

/** The quorum as its leader sees it. Throws a sentence where nobody leads. */
export async function quorumOf(flags: ClientFlags): Promise<QuorumView> {
  const { health } = await askAround(flags, () => Promise.resolve());
  if (health.quorum === undefined) throw new Error(`no leader of the metadata: ${health.noQuorumBecause ?? ''}`);
  return health.quorum;
}
