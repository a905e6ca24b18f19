/**
 * Puts the settings of a node together from several sources: the first source that names a setting wins, the default
 * comes last, and all mistakes are told at once. It reads no file and no environment; the caller hands texts in.
 */
import type { SettingDeclaration, SettingProblem, SettingValue, SettingValueOf } from './declaration.ts';
import { parseSetting } from './parse.ts';

/** Texts from one place, as `command line`, `environment`, `ottla.yaml`. */
export interface SettingSource {
  readonly name: string;
  readonly texts: ReadonlyMap<string, string>;
}

export interface ResolvedSetting {
  readonly declaration: SettingDeclaration;
  readonly value: SettingValue;
  /** The name of the source, or undefined for the default. */
  readonly source: string | undefined;
}

export interface ResolvedSettings {
  /** Every declared setting. One with a mistake has its default here. */
  readonly values: ReadonlyMap<string, ResolvedSetting>;
  /** Every mistake of every source, in order of the sources. */
  readonly problems: readonly SettingProblem[];
}

/** Resolves all declarations against `sources`, the strongest first. */
export function resolveSettings(
  declarations: readonly SettingDeclaration[],
  sources: readonly SettingSource[],
): ResolvedSettings {
  const values = new Map<string, ResolvedSetting>(
    declarations.map((declaration) => [
      declaration.name,
      { declaration, value: declaration.default, source: undefined },
    ]),
  );
  const problems: SettingProblem[] = [];
  for (const source of sources) {
    for (const [name, text] of source.texts) takeText({ name, text, source: source.name }, values, problems);
  }
  return { values, problems };
}

/** The value of a declared setting, with its type. */
export function settingValue<Declaration extends SettingDeclaration>(
  settings: ResolvedSettings,
  declaration: Declaration,
): SettingValueOf<Declaration> {
  return settings.values.get(declaration.name)?.value ?? declaration.default;
}

function takeText(
  given: { readonly name: string; readonly text: string; readonly source: string },
  values: Map<string, ResolvedSetting>,
  problems: SettingProblem[],
): void {
  const before = values.get(given.name);
  if (before === undefined) {
    problems.push(unknownSetting(given));
    return;
  }
  const parsed = parseSetting(before.declaration, given.text);
  if (!parsed.ok) {
    const sentence = `${parsed.problem.sentence} It comes from the ${given.source}.`;
    problems.push({ ...parsed.problem, sentence });
  } else if (before.source === undefined) {
    values.set(given.name, { declaration: before.declaration, value: parsed.value, source: given.source });
  }
}

function unknownSetting(given: {
  readonly name: string;
  readonly text: string;
  readonly source: string;
}): SettingProblem {
  const sentence = `There is no setting "${given.name}"; the ${given.source} names it. Check its spelling.`;
  return { setting: given.name, value: '(not read)', bound: 'the name of a setting', sentence };
}
