/** `ottla quota list, set, delete`: what clients may use up in a second. */
import type { QuotaChange, QuotaEntity } from '@ottla/admin';
import type { Command } from 'commander';
import { nameAndRest } from '../input/pattern.ts';
import { UsageError } from '../usage-error.ts';
import { type ClientFlags, clientCommand, print, say, withAdmin } from './client-options.ts';

interface EntityFlags extends ClientFlags {
  readonly user?: string;
  readonly userDefault?: boolean;
  readonly client?: string;
  readonly clientDefault?: boolean;
}

const limitNames = ['producer_byte_rate', 'consumer_byte_rate', 'request_percentage', 'request_rate'] as const;

/** Adds the commands. */
export function addQuotaCommands(program: Command): void {
  const quota = program.command('quota').description('limits of users and client ids');
  const names = `limits: ${limitNames.join(', ')}`;
  clientCommand(quota.command('list').description('show all limits')).action(list);
  entityCommand(quota.command('set <limit=value...>').description(`set limits. ${names}`)).action(set);
  entityCommand(quota.command('delete <limit...>').description(`take limits away. ${names}`)).action(remove);
}

function entityCommand(command: Command): Command {
  return clientCommand(command)
    .option('--user <name>', 'clients of this user')
    .option('--user-default', 'every user without a limit of its own')
    .option('--client <id>', 'clients with this id')
    .option('--client-default', 'every client id without a limit of its own');
}

async function list(flags: ClientFlags): Promise<void> {
  const quotas = await withAdmin(flags, (admin) => admin.listQuotas());
  if (quotas.length === 0 && flags.json !== true) {
    process.stdout.write('nobody has a limit\n');
    return;
  }
  print(flags, quotas, {
    user: ({ user }) => shown(user),
    client: ({ clientId }) => shown(clientId),
    limits: ({ limits }) => [...limits].map(([name, value]) => `${name}=${value}`).join(' '),
  });
}

async function set(texts: readonly string[], flags: EntityFlags): Promise<void> {
  const changes = texts.map((text): QuotaChange => {
    const [name, value] = nameAndRest('quota set', text);
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isNaN(number)) throw new UsageError(`"${value}" is no number; write ${name}=1000`);
    return { name: limitOf(name), value: number };
  });
  await alter(flags, changes);
}

async function remove(names: readonly string[], flags: EntityFlags): Promise<void> {
  await alter(
    flags,
    names.map((name) => ({ name: limitOf(name), value: undefined })),
  );
}

async function alter(flags: EntityFlags, changes: readonly QuotaChange[]): Promise<void> {
  const entity = entityOf(flags);
  await withAdmin(flags, (admin) => admin.alterQuota(entity, changes));
  const changed = changes.map(({ name }) => name);
  say(flags, `changed ${changed.join(', ')} of ${whoseOf(entity)}`, { ...entity, changed });
}

/** `user alice, every client id` and the like. */
function whoseOf({ user, clientId }: QuotaEntity): string {
  const parts: string[] = [];
  if (user !== undefined) parts.push(user === null ? 'every user without a limit of its own' : `user ${user}`);
  if (clientId !== undefined)
    parts.push(clientId === null ? 'every client id without a limit of its own' : `client id ${clientId}`);
  return parts.join(', ');
}

function entityOf(flags: EntityFlags): QuotaEntity {
  const { user, userDefault, client, clientDefault } = flags;
  if ((user !== undefined && userDefault === true) || (client !== undefined && clientDefault === true))
    throw new UsageError('a limit is for one name or for the default, not for both; leave one of the flags out');
  const entity = {
    ...(userDefault === true ? { user: null } : user === undefined ? {} : { user }),
    ...(clientDefault === true ? { clientId: null } : client === undefined ? {} : { clientId: client }),
  };
  if (Object.keys(entity).length === 0)
    throw new UsageError('say whose limits: --user, --user-default, --client or --client-default');
  if (user === '' || client === '')
    throw new UsageError('a name is empty; --user-default and --client-default name all others');
  return entity;
}

function limitOf(name: string): QuotaChange['name'] {
  const found = limitNames.find((known) => known === name);
  if (found === undefined) throw new UsageError(`there is no limit "${name}"; there are ${limitNames.join(', ')}`);
  return found;
}

function shown(name: string | null | undefined): string {
  if (name === undefined) return 'any';
  return name ?? '(default)';
}
