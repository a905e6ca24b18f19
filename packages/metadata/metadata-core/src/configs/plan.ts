/** Plans changes of configs: single values, or everything that a resource has. */
import {
  ErrorCode,
  formatSetting,
  outcome,
  type ProtocolOutcome,
  parseSetting,
  type SettingDeclaration,
  success,
} from '@ottla/base';
import { configOf, type MetadataImage } from '../image.ts';
import { itemsPerCommandMax } from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import type { MetadataRecord } from '../record.ts';
import { configConflict, configValueProblem, declarationsFor } from './check-config.ts';
import type {
  AlterConfigs,
  AlterConfigsReply,
  ConfigOperation,
  IncrementalAlterConfigs,
  NamedResource,
} from './commands.ts';
import { type ConfigResource, ConfigResourceType, configKey, type ResourceConfig } from './config-resource.ts';

type Values = Map<string, string>;
type Worked =
  | { readonly ok: true; readonly values: Values }
  | { readonly ok: false; readonly outcome: ProtocolOutcome };

export function planIncrementalAlterConfigs(
  image: MetadataImage,
  command: IncrementalAlterConfigs,
): Plan<AlterConfigsReply> {
  return planResources(image, command, (resource, item) =>
    applyChanges(resource.type, configOf(image, resource), item.changes),
  );
}

export function planAlterConfigs(image: MetadataImage, command: AlterConfigs): Plan<AlterConfigsReply> {
  return planResources(image, command, (resource, item) => replaceAll(resource.type, item.configs));
}

interface ResourcesCommand<Item extends NamedResource> {
  readonly resources: readonly Item[];
  readonly validateOnly: boolean;
}

function planResources<Item extends NamedResource>(
  image: MetadataImage,
  command: ResourcesCommand<Item>,
  work: (resource: ConfigResource, item: Item) => Worked,
): Plan<AlterConfigsReply> {
  const records: MetadataRecord[] = [];
  const seen = new Set<string>();
  const resources = command.resources.map((item, index) => {
    const { type, name } = item;
    const named = knownResource(image, item, index);
    if (!named.ok) return { type, name, outcome: named.outcome };
    const key = configKey(named.resource);
    if (seen.has(key))
      return { type, name, outcome: outcome(ErrorCode.INVALID_REQUEST, 'The request names this resource twice.') };
    seen.add(key);
    const worked = work(named.resource, item);
    const conflict = worked.ok ? configConflict(named.resource.type, worked.values) : worked.outcome;
    if (conflict !== undefined) return { type, name, outcome: conflict };
    if (worked.ok && !command.validateOnly) records.push(...changes(image, named.resource, worked.values));
    return { type, name, outcome: success };
  });
  return { records, reply: { resources } };
}

type Named =
  | { readonly ok: true; readonly resource: ConfigResource }
  | { readonly ok: false; readonly outcome: ProtocolOutcome };

function knownResource(image: MetadataImage, { type, name }: NamedResource, index: number): Named {
  const refused = (code: ErrorCode, sentence: string): Named => ({ ok: false, outcome: outcome(code, sentence) });
  if (index >= itemsPerCommandMax)
    return refused(ErrorCode.POLICY_VIOLATION, `One request changes at most ${itemsPerCommandMax} resources.`);
  if (type === ConfigResourceType.topic) {
    if (image.topicIds.has(name)) return { ok: true, resource: { type: ConfigResourceType.topic, name } };
    return refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic ${name.slice(0, 249)}.`);
  }
  if (type !== ConfigResourceType.broker)
    return refused(ErrorCode.INVALID_REQUEST, `Resources of type ${type} have no configs that can be changed here.`);
  const canonical = name === '' || (/^(0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 31);
  if (!canonical)
    return refused(ErrorCode.INVALID_REQUEST, 'A broker is named by its id, or by nothing for all brokers.');
  return { ok: true, resource: { type: ConfigResourceType.broker, name } };
}

/** The whole set of values, as Kafka's older request gives it. */
function replaceAll(type: ConfigResourceType, configs: ReadonlyMap<string, string | null>): Worked {
  const values: Values = new Map();
  for (const [name, value] of configs) {
    const problem = configValueProblem(type, name, value);
    if (problem !== undefined) return { ok: false, outcome: problem };
    if (value !== null) values.set(name, value.trim());
  }
  return { ok: true, values };
}

function applyChanges(
  type: ConfigResourceType,
  before: ResourceConfig,
  operations: readonly ConfigOperation[],
): Worked {
  const values: Values = new Map(before);
  const seen = new Set<string>();
  for (const operation of operations) {
    const problem = seen.has(operation.name)
      ? outcome(ErrorCode.INVALID_REQUEST, `The request changes ${operation.name.slice(0, 100)} twice.`)
      : applyOne(type, values, operation);
    if (problem !== undefined) return { ok: false, outcome: problem };
    seen.add(operation.name);
  }
  return { ok: true, values };
}

function applyOne(type: ConfigResourceType, values: Values, change: ConfigOperation): ProtocolOutcome | undefined {
  const { name, operation, value } = change;
  const declaration = declarationsFor(type).get(name);
  if (operation === 'delete' && declaration !== undefined) {
    values.delete(name);
    return undefined;
  }
  if (operation === 'set' || declaration === undefined || value === undefined) {
    const problem = configValueProblem(type, name, value);
    if (problem === undefined && value !== undefined) values.set(name, value.trim());
    return problem;
  }
  if (declaration.kind !== 'list')
    return outcome(ErrorCode.INVALID_CONFIG, `${name} is not a list, so nothing can be appended or subtracted.`);
  const text = changedList(declaration, values.get(name), change);
  const problem = configValueProblem(type, name, text);
  if (problem === undefined) values.set(name, text);
  return problem;
}

/** The list with items added or taken away; from the default where nothing is set. */
function changedList(declaration: SettingDeclaration, present: string | undefined, change: ConfigOperation): string {
  const parsed = parseSetting(declaration, present ?? formatSetting(declaration.default));
  const before = parsed.ok && typeof parsed.value === 'object' ? parsed.value : [];
  const items = (change.value ?? '').split(',').map((item) => item.trim());
  const after =
    change.operation === 'append'
      ? [...new Set([...before, ...items])]
      : before.filter((item) => !items.includes(item));
  return after.join(',');
}

function changes(image: MetadataImage, resource: ConfigResource, values: Values): MetadataRecord[] {
  const before = configOf(image, resource);
  const records: MetadataRecord[] = [];
  for (const name of before.keys())
    if (!values.has(name)) records.push({ kind: 'configSet', resource, name, value: undefined });
  for (const [name, value] of values)
    if (before.get(name) !== value) records.push({ kind: 'configSet', resource, name, value });
  return records;
}
