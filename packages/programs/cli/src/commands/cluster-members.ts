/** `ottla cluster members [add | remove]`: who keeps the metadata. */
import type { MemberChange, QuorumView } from '@ottla/admin';
import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';
import { askAround, quorumOf } from './ask-around.ts';
import {
  type ClientFlags,
  clientCommand,
  counted,
  print,
  repeated,
  say,
  wholeNumber,
  withAdmin,
} from './client-options.ts';
import { changeUntilDone, isNoMember } from './member-change.ts';
import { lagOf } from './member-lag.ts';
import { type LeftToDo, leftToDo } from './member-progress.ts';

interface ChangeFlags extends ClientFlags {
  readonly remove?: readonly string[];
  readonly timeout: number;
  readonly force?: boolean;
}

const timeoutSecondsDefault = 300;
/** Looks at whether another change is through, before this one is asked for all the same. */
const settledLooksMax = 10;
const settledLookMs = 300;

/** Adds the commands. */
export function addMemberCommands(cluster: Command): void {
  const members = cluster.command('members').description('show, add and remove the nodes that keep the metadata');
  clientCommand(members.command('list', { isDefault: true }).description('show them (the default)')).action(list);
  changing(
    members.command('add <id@host:port...>').description('take nodes in, at their peer ports, and let them vote'),
  )
    .option('--remove <id>', 'a node that leaves in the same step, as one that is to be replaced', repeated, [])
    .action(add);
  changing(members.command('remove <id...>').description('let nodes go')).action(remove);
}

/** The members as a table. */
export function printMembers(flags: ClientFlags, { leaderId, committedPosition, members }: QuorumView): void {
  print(flags, members, {
    node: ({ id }) => id,
    role: ({ id, role }) => (id === leaderId ? 'leader' : role),
    address: ({ address }) => address ?? '-',
    lag: (member) => lagOf(member, committedPosition) ?? 'unknown',
    'last contact': ({ silentMs }) => (silentMs === undefined ? 'unknown' : `${silentMs} ms`),
  });
}

function changing(command: Command): Command {
  return clientCommand(command)
    .option('--timeout <seconds>', 'how long to wait until it is through', wholeNumber(1), timeoutSecondsDefault)
    .option('--force', 'also when a node that leaves keeps partitions that nobody else has');
}

async function list(flags: ClientFlags): Promise<void> {
  const quorum = await quorumOf(flags);
  if (flags.json === true) say(flags, '', quorum);
  else printMembers(flags, quorum);
}

async function add(texts: readonly string[], flags: ChangeFlags): Promise<void> {
  await change(flags, { add: texts.map(memberOf), remove: (flags.remove ?? []).map(idOf) });
}

async function remove(texts: readonly string[], flags: ChangeFlags): Promise<void> {
  await change(flags, { add: [], remove: texts.map(idOf) });
}

async function change(flags: ChangeFlags, wanted: Required<MemberChange>): Promise<void> {
  const { left, done } = await undone(flags, wanted);
  if (left.add.length + left.remove.length === 0) await takeBack(flags, wanted.remove);
  else {
    if (flags.force !== true) await refuseLoss(flags, left.remove);
    await untilDone(flags, left);
  }
  const quorum = await quorumOf(flags);
  const voters = quorum.members.filter(({ role }) => role === 'voter').map(({ id }) => id);
  say(flags, [...done, `the metadata is kept by ${voters.join(', ')} now`].join('\n'), quorum);
  if (voters.length % 2 === 0 && flags.json !== true)
    process.stderr.write(
      `ottla: ${voters.length} voters bear the loss of ${voters.length / 2 - 1}, as many as ${voters.length - 1} would; an odd number is better\n`,
    );
}

function untilDone(flags: ChangeFlags, change: Required<MemberChange>): Promise<void> {
  const options = { timeoutMs: flags.timeout * 1000, tells: flags.json !== true };
  return withAdmin(flags, (admin) => changeUntilDone(admin, change, options));
}

/** Nodes that are no members may still be looked for, to be taken in: then that ends. */
async function takeBack(flags: ChangeFlags, remove: readonly number[]): Promise<void> {
  if (remove.length === 0) return;
  try {
    await untilDone(flags, { add: [], remove });
  } catch (error) {
    if (!isNoMember(error)) throw error;
  }
}

/** What of it is not so already, once no change is under way; all of it where nobody can say. */
async function undone(flags: ChangeFlags, wanted: Required<MemberChange>): Promise<LeftToDo> {
  for (let look = 1; look <= settledLooksMax; look += 1) {
    const { health } = await askAround(flags, () => Promise.resolve());
    if (health.quorum === undefined) break;
    if (!health.quorum.changing) return leftToDo(wanted, health.quorum);
    await new Promise((resolve) => setTimeout(resolve, settledLookMs));
  }
  return { left: wanted, done: [] };
}

/** A node that is no member is no broker either: what it alone keeps is out of reach. Of a node that is gone already, it is. */
async function refuseLoss(flags: ChangeFlags, leaving: readonly number[]): Promise<void> {
  if (leaving.length === 0) return;
  const { health, result: topics } = await askAround(flags, (admin) => admin.describeTopics([], { sizes: false }));
  const partitions = topics.flatMap((topic) => topic.partitions);
  for (const id of leaving) {
    const isActive = health.brokers.some((broker) => broker.id === id && !broker.fenced);
    const sole = partitions.filter(({ replicaIds }) => replicaIds.every((replica) => replica === id)).length;
    if (isActive && sole > 0)
      throw new Error(
        `node ${id} is in service and alone keeps ${counted(sole, 'partition')}, which nobody could read or write without it; delete or copy their topics first, or say --force. Nothing was changed`,
      );
  }
}

function memberOf(text: string): { readonly id: number; readonly address: string } {
  const [, id, address] = /^(\d+)@(.+:\d+)$/.exec(text) ?? [];
  if (id === undefined || address === undefined)
    throw new UsageError(`"${text}" names no node; write it as 4@host:9094, with the node's id and its peer port`);
  return { id: idOf(id), address };
}

function idOf(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new UsageError(`"${text}" is no id of a node; ids are whole numbers`);
}
