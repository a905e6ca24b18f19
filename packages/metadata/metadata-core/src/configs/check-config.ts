/** Checks values before they become records: known name, right kind, within bounds, and in agreement with each other. */
import { ErrorCode, outcome, type ProtocolOutcome, parseSetting, type SettingDeclaration } from '@ottla/base';
import { configValueCharsMax } from '../limits.ts';
import { brokerConfigsByName } from './broker-configs.ts';
import { ConfigResourceType } from './config-resource.ts';
import { topicConfigDeclarations, topicConfigsByName } from './topic-configs.ts';

/** The declarations that a kind of resource has. */
export function declarationsFor(type: ConfigResourceType): ReadonlyMap<string, SettingDeclaration> {
  return type === ConfigResourceType.topic ? topicConfigsByName : brokerConfigsByName;
}

/** The refusal of one value, or undefined when it is good. */
export function configValueProblem(
  type: ConfigResourceType,
  name: string,
  value: string | null | undefined,
): ProtocolOutcome | undefined {
  const declaration = declarationsFor(type).get(name);
  if (declaration === undefined) {
    const owner = type === ConfigResourceType.topic ? 'topic' : 'broker';
    return invalid(`There is no ${owner} config "${name.slice(0, 100)}"; check its spelling.`);
  }
  if (value === null || value === undefined) return invalid(`${name} has no value; give one or leave the config out.`);
  if (value.length > configValueCharsMax)
    return invalid(`The value of ${name} has more than ${configValueCharsMax} characters.`);
  if (declaration.applies === 'restart')
    return invalid(`${name} is read when a node starts; set it in the node's settings and start it anew.`);
  const parsed = parseSetting(declaration, value);
  return parsed.ok ? undefined : invalid(parsed.problem.sentence);
}

/** The refusal of values that are each good but do not go together, or undefined. */
export function configConflict(
  type: ConfigResourceType,
  values: ReadonlyMap<string, string>,
): ProtocolOutcome | undefined {
  if (type !== ConfigResourceType.topic) return undefined;
  const { minCompactionLagMs, maxCompactionLagMs } = topicConfigDeclarations;
  const least = parseSetting(minCompactionLagMs, values.get(minCompactionLagMs.name) ?? '0');
  const most = values.get(maxCompactionLagMs.name);
  if (most === undefined || !least.ok) return undefined;
  const parsed = parseSetting(maxCompactionLagMs, most);
  if (!parsed.ok || parsed.value >= least.value) return undefined;
  return invalid(
    `max.compaction.lag.ms is ${parsed.value}, below min.compaction.lag.ms of ${least.value}; no record could satisfy both.`,
  );
}

function invalid(sentence: string): ProtocolOutcome {
  return outcome(ErrorCode.INVALID_CONFIG, sentence);
}
