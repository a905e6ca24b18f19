/** `ottla cluster status | members | transfer-leader | snapshot`. */
import type { BrokerHealth, ClusterDescription, ClusterHealth } from '@ottla/admin';
import { hostAndPort } from '@ottla/base';
import type { Command } from 'commander';
import { askAround } from './ask-around.ts';
import { type ClientFlags, clientCommand, print, say, wholeNumber, withAdmin } from './client-options.ts';
import { addMemberCommands, printMembers } from './cluster-members.ts';

/** Adds the commands. */
export function addClusterCommands(program: Command): void {
  const cluster = program
    .command('cluster')
    .description('the cluster, its nodes, and the quorum that keeps its metadata');
  clientCommand(cluster.command('status').description('show quorum, brokers and where they are reached')).action(
    status,
  );
  addMemberCommands(cluster);
  clientCommand(cluster.command('transfer-leader').description('let another member lead the metadata'))
    .argument('<id>', 'a member that votes', wholeNumber(0))
    .action(transferLeader);
  clientCommand(cluster.command('unregister').description('forget a broker that is out of service for good'))
    .argument('<id>', 'a fenced broker', wholeNumber(0))
    .action(unregister);
  clientCommand(
    cluster.command('snapshot').description('have the asked node write a snapshot of the metadata now'),
  ).action(snapshot);
}

async function status(flags: ClientFlags): Promise<void> {
  const { health, result } = await askAround(flags, (admin) =>
    Promise.all([admin.describeCluster(), admin.listTopics()]),
  );
  const [cluster, topics] = result;
  // A script need not read sentences to see that nothing can be changed.
  if (health.quorum === undefined) process.exitCode = 1;
  if (flags.json === true) {
    say(flags, '', { ...cluster, topics: topics.length, ...health });
    return;
  }
  process.stdout.write(`cluster ${cluster.clusterId}  version ${cluster.version}  topics ${topics.length}\n\n`);
  process.stdout.write(`${quorumLine(health)}\n`);
  if (health.quorum !== undefined) printMembers(flags, health.quorum);
  process.stdout.write('\nbrokers\n');
  printBrokers(flags, cluster, health.brokers);
}

function quorumLine({ asked, quorum, noQuorumBecause }: ClusterHealth): string {
  if (quorum !== undefined) {
    const { leaderId, term, committedPosition, changing } = quorum;
    const change = changing ? '  members are being changed' : '';
    return `metadata quorum  leader ${leaderId}  term ${term}  committed ${committedPosition}${change}`;
  }
  const { nodeId, role, term, lastPosition } = asked;
  return [
    `metadata quorum  NO LEADER: ${noQuorumBecause ?? ''}`,
    `The asked node ${nodeId} is ${role} in term ${term} and has entries up to ${lastPosition}; the rest is what it knows. ${role === 'outsider' ? outsiderAdvice : majorityAdvice}`,
  ].join('\n');
}

const outsiderAdvice = 'It is no member, or not yet: ask one of the members.';
const majorityAdvice =
  'Without a majority of the members nothing can be changed: start them, and see docs/RUNBOOK.md for a lost majority.';

function printBrokers(
  flags: ClientFlags,
  { nodes, controllerId }: ClusterDescription,
  brokers: readonly BrokerHealth[],
): void {
  const addresses = new Map(nodes.map(({ id, host, port }) => [id, hostAndPort(host, port)]));
  print(flags, brokers, {
    node: ({ id }) => id,
    state: stateOf,
    grpc: ({ id }) => addresses.get(id) ?? '-',
    rack: ({ rack }) => rack ?? '-',
    epoch: ({ epoch }) => epoch,
    controller: ({ id }) => (id === controllerId ? 'yes' : 'no'),
  });
}

function stateOf({ fenced, shuttingDown }: BrokerHealth): string {
  if (fenced) return 'FENCED';
  return shuttingDown ? 'stopping' : 'active';
}

async function transferLeader(id: number, flags: ClientFlags): Promise<void> {
  await withAdmin(flags, (admin) => admin.transferLeader(id));
  say(flags, `node ${id} leads the metadata now`, { leaderId: id });
}

async function unregister(id: number, flags: ClientFlags): Promise<void> {
  await withAdmin(flags, (admin) => admin.unregisterBroker(id));
  say(flags, `broker ${id} is forgotten`, { id, unregistered: true });
}

async function snapshot(flags: ClientFlags): Promise<void> {
  const taken = await withAdmin(flags, (admin) => admin.takeSnapshot());
  say(flags, `node ${taken.nodeId} has a snapshot of the metadata up to position ${taken.position}`, taken);
}
