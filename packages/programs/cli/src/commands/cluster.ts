/** `ottla cluster status`. */
import type { Command } from 'commander';
import { type ClientFlags, clientCommand, print, say, withAdmin } from './client-options.ts';

/** Adds the commands. */
export function addClusterCommands(program: Command): void {
  const cluster = program.command('cluster').description('the cluster and its nodes');
  clientCommand(cluster.command('status').description('show the nodes and where they are reached')).action(status);
}

async function status(flags: ClientFlags): Promise<void> {
  const [cluster, topics] = await withAdmin(flags, (admin) =>
    Promise.all([admin.describeCluster(), admin.listTopics()]),
  );
  if (flags.json === true) {
    say(flags, '', { ...cluster, topics: topics.length });
    return;
  }
  process.stdout.write(`cluster ${cluster.clusterId}  version ${cluster.version}  topics ${topics.length}\n`);
  print(flags, cluster.nodes, {
    node: ({ id }) => id,
    grpc: ({ host, port }) => `${host}:${port}`,
    rack: ({ rack }) => rack ?? '-',
    controller: ({ id }) => (id === cluster.controllerId ? 'yes' : 'no'),
  });
}
