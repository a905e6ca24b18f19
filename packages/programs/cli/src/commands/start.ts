/**
 * `ottla start`: runs a node until it is told to stop. It loads nothing of the client side, so that a node is quick to start.
 */
import { readFile, stat } from 'node:fs/promises';
import { formatSetting, messageOf, type SettingDeclaration, type SettingSource } from '@ottla/base';
import type { Command } from 'commander';
import {
  allSettings,
  environmentSource,
  fileSource,
  flagOf,
  type NodeSettings,
  nodeSettings,
  resolveNodeSettings,
  runNode,
  settingsFileBytesMax,
} from 'ottla';
import { nameAndRest } from '../input/pattern.ts';
import { UsageError } from '../usage-error.ts';
import { boundYoungGeneration } from '../young-generation.ts';

interface StartFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly [camelCaseName: string]: unknown;
}

/** The settings that have a flag of their own; the others go through --set. */
const flagSettings: readonly SettingDeclaration[] = [
  ...(Object.values(nodeSettings) as SettingDeclaration[]),
  ...allSettings.filter(({ name }) => name === 'advertised.host' || name === 'broker.rack'),
];

/** Adds the command. */
export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description('run a node in this terminal until Ctrl-C')
    .option('--config <file>', 'a YAML file with settings (also OTTLA_CONFIG)')
    .option(
      '--set <name=value>',
      'any setting by its name; may be repeated',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option('--json', 'print the doors as one line of JSON on standard output');
  for (const setting of flagSettings) {
    command.option(
      `${flagOf(setting.name === 'broker.rack' ? 'rack' : setting.name)} <value>`,
      `${setting.documentation} (default: ${formatSetting(setting.default) || 'empty'})`,
    );
  }
  command.action(async (flags: StartFlags) => {
    const settings = await settingsFrom(flags);
    boundYoungGeneration();
    process.exitCode = await runNode(settings, { json: flags.json === true });
  });
}

async function settingsFrom(flags: StartFlags): Promise<NodeSettings> {
  const problems: string[] = [];
  const environment = environmentSource(process.env, allSettings);
  const sources: SettingSource[] = [flagSource(flags, problems), environment.source];
  warnOfUnknown(environment.unknown);
  const path = flags.config ?? process.env['OTTLA_CONFIG'];
  if (path !== undefined) {
    const file = await readSettingsFile(path);
    if ('sentence' in file) problems.push(file.sentence);
    else sources.push(file);
  }
  return resolveNodeSettings(sources, problems);
}

/** Variables that other programs of ours read, and what Kubernetes sets by itself for a service named ottla. */
const foreignVariable = /^OTTLA_(BOOTSTRAP_SERVER$|SEEDS?$|E2E_|BENCH_)|_SERVICE_|_PORT_\d/;

/** A typo in the environment of a container should be seen, but it must not keep a node from starting. */
function warnOfUnknown(variables: readonly string[]): void {
  for (const variable of variables.filter((name) => !foreignVariable.test(name))) {
    process.stderr.write(
      `ottla: the environment variable ${variable} names no setting and is ignored; check its spelling\n`,
    );
  }
}

function flagSource(flags: StartFlags, problems: string[]): SettingSource {
  const texts = new Map<string, string>();
  for (const setting of flagSettings) {
    const given = flags[setting.name === 'broker.rack' ? 'rack' : camelCase(setting.name)];
    if (typeof given === 'string') texts.set(setting.name, given);
  }
  for (const text of flags.set ?? []) {
    try {
      texts.set(...nameAndRest('--set', text));
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { name: 'command line', texts };
}

function camelCase(name: string): string {
  return name.replace(/\.(.)/g, (_, letter: string) => letter.toUpperCase());
}

async function readSettingsFile(path: string): ReturnType<typeof fileSource> {
  try {
    if ((await stat(path)).size > settingsFileBytesMax) {
      throw new UsageError(
        `the settings file ${path} is larger than ${settingsFileBytesMax} bytes; is it the right file?`,
      );
    }
    return await fileSource(path, await readFile(path, 'utf8'));
  } catch (error) {
    return { sentence: `The settings file ${path} cannot be read: ${messageOf(error)}` };
  }
}
