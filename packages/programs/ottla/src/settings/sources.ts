/**
 * Turns the places where settings come from into texts: the environment and a YAML file. Flags come from the command line
 * program, defaults from the declarations. It does not judge values.
 */
import { messageOf, type SettingDeclaration, type SettingSource } from '@ottla/base';
import { environmentNameOf } from './node-settings.ts';

/** Bytes of a settings file at most. */
export const settingsFileBytesMax: number = 1024 * 1024;

/** A settings file could not be read; the sentence names it. */
export interface SourceProblem {
  readonly sentence: string;
}

/** The settings that the environment names. Variables that name no setting are returned beside, since a typo should be seen. */
export function environmentSource(
  environment: Readonly<Record<string, string | undefined>>,
  declarations: readonly SettingDeclaration[],
): { readonly source: SettingSource; readonly unknown: readonly string[] } {
  const byVariable = new Map(declarations.map(({ name }) => [environmentNameOf(name), name]));
  const texts = new Map<string, string>();
  const unknown: string[] = [];
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith('OTTLA_') || text === undefined || variable === 'OTTLA_CONFIG') continue;
    const name = byVariable.get(variable);
    if (name === undefined) unknown.push(variable);
    else texts.set(name, text);
  }
  return { source: { name: 'environment', texts }, unknown };
}

/**
 * The settings of a YAML file: `kafka.port: 9092`, or nested as `kafka: { port: 9092 }`; lists as YAML lists.
 * `path` is for the messages.
 */
export async function fileSource(path: string, content: string): Promise<SettingSource | SourceProblem> {
  const { parseDocument } = await import('yaml');
  let parsed: unknown;
  try {
    const document = parseDocument(content);
    const [error] = document.errors;
    if (error !== undefined) return { sentence: `The settings file ${path} is not YAML: ${error.message}` };
    parsed = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { sentence: `The settings file ${path} is not YAML: ${messageOf(error)}` };
  }
  const texts = new Map<string, string>();
  if (parsed === null || parsed === undefined) return { name: `settings file ${path}`, texts };
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    return { sentence: `The settings file ${path} must hold names with values, such as "kafka.port: 9092".` };
  }
  flatten('', parsed as Readonly<Record<string, unknown>>, texts);
  return { name: `settings file ${path}`, texts };
}

function flatten(prefix: string, value: Readonly<Record<string, unknown>>, texts: Map<string, string>): void {
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (Array.isArray(inner)) texts.set(name, inner.map(String).join(','));
    else if (typeof inner === 'object' && inner !== null) flatten(name, inner as Record<string, unknown>, texts);
    else if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean') {
      texts.set(name, String(inner));
    }
  }
}
