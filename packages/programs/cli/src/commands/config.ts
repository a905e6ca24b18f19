/** `ottla config describe, set, unset`: settings of topics and nodes. */
import type { ConfigChange, ConfigResource } from '@ottla/admin';
import type { Command } from 'commander';
import { nameAndRest } from '../input/pattern.ts';
import { UsageError } from '../usage-error.ts';
import { type ClientFlags, clientCommand, print, say, withAdmin } from './client-options.ts';

interface DescribeFlags extends ClientFlags {
  readonly all?: boolean;
}

/** Adds the commands. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('settings of topics and nodes');
  const kinds = '<type>: topic or broker; <name>: a topic, a node id, or "all" for every node';
  clientCommand(config.command('describe <type> <name>').description(`show settings in effect. ${kinds}`))
    .option('--all', 'also those that have their default')
    .action(describe);
  clientCommand(config.command('set <type> <name> <name=value...>').description(`change settings. ${kinds}`)).action(
    set,
  );
  clientCommand(config.command('unset <type> <name> <setting...>').description(`back to the default. ${kinds}`)).action(
    unset,
  );
}

async function describe(type: string, name: string, flags: DescribeFlags): Promise<void> {
  const resource = resourceOf(type, name);
  const found = await withAdmin(flags, (admin) => admin.describeConfigs(resource));
  const shown = flags.all === true || flags.json === true ? found : found.filter(({ source }) => source !== 'default');
  if (shown.length === 0) {
    process.stdout.write(`${type} ${name} has only defaults; add --all to see them\n`);
    return;
  }
  print(flags, shown, {
    setting: (config) => config.name,
    value: ({ value, sensitive }) => (sensitive ? '(hidden)' : (value ?? '')),
    'set by': ({ source }) => source,
    changeable: ({ readOnly }) => (readOnly ? 'at start' : 'any time'),
  });
}

async function set(type: string, name: string, texts: readonly string[], flags: ClientFlags): Promise<void> {
  const changes = texts.map((text): ConfigChange => {
    const [config, value] = nameAndRest('config set', text);
    return { name: config, operation: 'set', value };
  });
  await alter(type, name, { flags, changes });
}

async function unset(type: string, name: string, settings: readonly string[], flags: ClientFlags): Promise<void> {
  await alter(type, name, { flags, changes: settings.map((setting) => ({ name: setting, operation: 'delete' })) });
}

async function alter(
  type: string,
  name: string,
  change: { readonly flags: ClientFlags; readonly changes: readonly ConfigChange[] },
): Promise<void> {
  const resource = resourceOf(type, name);
  await withAdmin(change.flags, (admin) => admin.alterConfigs(resource, change.changes));
  const names = change.changes.map((one) => one.name);
  say(change.flags, `changed ${names.join(', ')} of ${type} ${name}`, { type, name, changed: names });
}

function resourceOf(type: string, name: string): ConfigResource {
  if (type === 'topic') return { type, name };
  if (type === 'broker') return { type, name: name === 'all' ? '' : name };
  throw new UsageError(`"${type}" has no settings; write topic or broker`);
}
