/**
 * The schema says what the message definitions of Kafka 4.3 say. Those are data files that lie beside a checkout; where
 * they are missing, nothing can be compared and the test is skipped. OTTLA_KAFKA_SCHEMAS names another folder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apiSchemas, consumerProtocolSchemas, headerSchemas, recordSchemas } from '../../src/schema/messages.ts';
import {
  type Field,
  type Message,
  noVersions,
  parseApi,
  parseMessage,
  parseVersions,
  type Versions,
} from '../../src/schema/notation.ts';

interface FieldDefinition {
  readonly name: string;
  readonly type: string;
  readonly versions?: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly tag?: number;
  readonly flexibleVersions?: string;
  readonly ignorable?: boolean;
  readonly default?: unknown;
  readonly fields?: readonly FieldDefinition[];
}

interface MessageDefinition {
  readonly name: string;
  readonly apiKey?: number;
  readonly listeners?: readonly string[];
  readonly latestVersionUnstable?: boolean;
  readonly validVersions: string;
  readonly flexibleVersions: string;
  readonly fields: readonly FieldDefinition[];
  readonly commonStructs?: readonly (FieldDefinition & { readonly fields: readonly FieldDefinition[] })[];
}

const folder =
  process.env['OTTLA_KAFKA_SCHEMAS'] ?? join(import.meta.dirname, '../../../../../../shared/kafka-protocol');
const isThere = existsSync(join(folder, 'FetchRequest.json'));
if (!isThere) console.warn(`the message definitions are not at ${folder}: the schema is compared with nothing`);

function definition(name: string): MessageDefinition {
  const text = readFileSync(join(folder, `${name}.json`), 'utf8');
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, '').replace(/\s\/\/[^"\n]*$/gm, '')) as MessageDefinition;
}

/** The same shape as `Field`, out of a definition; `taggedVersions` must be all versions of the field. */
function expectedField(field: FieldDefinition): unknown {
  const versions = parseVersions(field.versions ?? field.taggedVersions ?? '');
  if (field.taggedVersions !== undefined) expect(parseVersions(field.taggedVersions)).toEqual(versions);
  return {
    name: field.name.replace(/^./, (first) => first.toLowerCase()),
    type: field.type.replace('[]', ''),
    isArray: field.type.startsWith('[]'),
    versions,
    nullable: field.nullableVersions === undefined ? noVersions : parseVersions(field.nullableVersions),
    default: expectedDefault(field),
    tag: field.tag,
    ignorable: field.ignorable ?? false,
    plain: field.flexibleVersions === 'none',
    fields: (field.fields ?? []).map(expectedField),
  };
}

function expectedDefault(field: FieldDefinition): string | undefined {
  if (!('default' in field)) return undefined;
  const value = String(field.default);
  if (value === '') return "''";
  return /^0x/.test(value) ? String(Number(value)) : value;
}

/** A field as it is written here, without what only this project knows. */
function withoutClamp(field: Field): unknown {
  const { clamp, ...rest } = field;
  if (clamp) expect(field.type).toBe('int64');
  return { ...rest, fields: field.fields.map(withoutClamp) };
}

function compare(message: Message, name: string): void {
  const wanted = definition(name);

  expect(message.name).toBe(wanted.name);
  expect([message.versions, message.flexible]).toEqual(
    [wanted.validVersions, wanted.flexibleVersions].map(parseVersions),
  );
  expect(message.fields.map(withoutClamp)).toEqual(wanted.fields.map(expectedField));
  expect(
    message.structs.map(({ name: struct, versions, fields }) => [struct, versions, fields.map(withoutClamp)]),
  ).toEqual(
    (wanted.commonStructs ?? []).map((struct) => [
      struct.name,
      parseVersions(struct.versions ?? ''),
      struct.fields.map(expectedField),
    ]),
  );
}

describe.skipIf(!isThere)('the schema agrees with the message definitions', () => {
  test('every API that a broker listens for is there, with its key and its unstable version', () => {
    const wanted = readdirSync(folder)
      .filter((name) => name.endsWith('Request.json'))
      .map((name) => definition(name.replace('.json', '')))
      .filter((message) => message.listeners?.includes('broker') === true)
      .map((message): [number, string, number | undefined] => {
        const unstable = message.latestVersionUnstable === true ? parseVersions(message.validVersions).max : undefined;
        return [message.apiKey ?? -1, message.name.replace(/Request$/, ''), unstable];
      })
      .sort(([one], [other]) => one - other);

    expect(apiSchemas.map(({ key, name, unstableFrom }) => [key, name, unstableFrom])).toEqual(wanted);
  });

  test.each(apiSchemas)('$name', (api) => {
    const { request, response } = parseApi(api);

    compare(request, `${api.name}Request`);
    compare(response, `${api.name}Response`);
    expect(definition(`${api.name}Response`).apiKey).toBe(api.key);
  });

  test.each([...headerSchemas, ...consumerProtocolSchemas])('$name', (schema) => {
    compare(parseMessage(schema), schema.name);
  });

  test.each(recordSchemas)('$name', (schema) => {
    compare(parseMessage(schema), `coordinator-records/${schema.name}`);
  });
});

describe('the notation', () => {
  const parse = (fields: string): Message => parseMessage({ name: 'Example', versions: '0-4', flexible: '2+', fields });

  test('a line carries name, type, versions and options', () => {
    const [field] = parse('rack string?1+ 0+ = null tag 3 ignorable').fields;

    expect(field).toMatchObject({ name: 'rack', type: 'string', isArray: false, default: 'null', tag: 3 });
    expect(field?.nullable).toEqual<Versions>({ min: 1, max: Infinity });
    expect(field?.ignorable).toBe(true);
  });

  test('deeper lines are the fields of the line above them', () => {
    const [topics, next] = parse('topics []Topic 0+\n  name string 0+\nnext int32 0+').fields;

    expect(topics?.fields.map(({ name }) => name)).toEqual(['name']);
    expect(next?.fields).toEqual([]);
  });

  test('a range that cannot be read is refused', () => {
    expect(() => parse('name string later')).toThrow('"later" is no range of versions');
  });
});
