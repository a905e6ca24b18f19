/** Writes the TypeScript of one message: its interfaces, and a function for each structure and direction. */
import type { Field, Versions } from '../../src/schema/notation.ts';
import {
  covers,
  intersect,
  isEmpty,
  isOptional,
  type Model,
  nullableRange,
  plainFields,
  rangeOf,
  type Struct,
  taggedFields,
} from './model.ts';
import { defaultOf, differs, elementBytesMin, fieldType, isTopicId, needsInput } from './types.ts';

/** How a message ends and whether its functions are named for the whole. */
export interface EmitOptions {
  /**
   * Responses end with their last field. Behind requests a broker passes over what is left, as Kafka's does: librdkafka
   * asks for all topics in Metadata 9 and above with three bytes too many. Other messages may be followed by what newer
   * versions add.
   */
  readonly closed: boolean;
}

/** All the code of one message. */
export function emitMessage(model: Model, options: EmitOptions): string {
  return [
    ...model.structs.map((struct) => emitInterfaces(struct, model)).reverse(),
    emitDecode(model, options),
    emitEncode(model),
    ...model.structs.map((struct) => emitRead(struct, model)).reverse(),
    ...model.structs.map((struct) => emitWrite(struct, model)).reverse(),
  ].join('\n\n');
}

function emitInterfaces(struct: Struct, model: Model): string {
  const isRoot = struct === model.root;
  const { min, max } = model.message.versions;
  const comment = isRoot ? `/** ${struct.name}, versions ${min} to ${max}. */\n` : '';
  const lines = struct.fields.map((field) => `  readonly ${field.name}: ${fieldType(field, struct, model)};`);
  const read = `${comment}export interface ${struct.name} {\n${lines.join('\n')}\n}`;
  if (!needsInput(struct, model)) return read;
  const inputs = struct.fields.map((field) => {
    const type = fieldType(field, struct, model, 'Input');
    return isOptional(field, struct)
      ? `  readonly ${field.name}?: ${type} | undefined;`
      : `  readonly ${field.name}: ${type};`;
  });
  const about = isRoot ? `/** ${struct.name} as it may be given to the encoder. */\n` : '';
  return `${read}\n\n${about}export interface ${struct.name}Input {\n${inputs.join('\n')}\n}`;
}

function emitDecode(model: Model, options: EmitOptions): string {
  const { name, versions } = model.message;
  const read = `read${name}(r, v)`;
  const body = options.closed ? `  const value = ${read};\n  r.expectEnd();\n  return value;` : `  return ${read};`;
  return `const versionsOf${name} = [${versions.min}, ${versions.max}] as const;

/** Reads a ${name} of version \`v\`; throws ProtocolError. */
export function decode${name}(r: Reader, v: number): ${name} {
  checkVersion('${name}', v, versionsOf${name});
${body}
}`;
}

function emitEncode(model: Model): string {
  const { name } = model.message;
  return `/** Writes a ${name} in version \`v\`; throws ProtocolError when that version cannot carry the value. */
export function encode${name}(w: Writer, o: ${inputName(model.root, model)}, v: number): void {
  checkVersion('${name}', v, versionsOf${name});
  write${name}(w, o, v);
}`;
}

/** \`v >= 3\` and the like: whether the version is in the range, knowing that it is in \`within\`; '' when it always is. */
function condition(range: Versions, within: Versions): string {
  const low = range.min > within.min ? `v >= ${range.min}` : '';
  const high = range.max < within.max ? `v <= ${range.max}` : '';
  return low !== '' && high !== '' ? `${low} && ${high}` : low + high;
}

/** The expression that says whether the version is a flexible one. */
function compactOf(field: Field | undefined, struct: Struct, model: Model): string {
  const flexible = intersect(model.message.flexible, field === undefined ? struct.live : rangeOf(field, struct));
  if (isEmpty(flexible) || field?.plain === true) return 'false';
  return covers(model.message.flexible, field === undefined ? struct.live : rangeOf(field, struct)) ? 'true' : 'f';
}

function flexConst(struct: Struct, model: Model, body: string): string {
  return /\bf\b/.test(body.replace(/'[^']*'/g, ''))
    ? `  const f = ${condition(model.message.flexible, struct.live)};\n`
    : '';
}

function versionParameter(body: string): string {
  return /\bv\b/.test(body.replace(/'[^']*'/g, '')) ? 'v' : '_v';
}

function emitRead(struct: Struct, model: Model): string {
  const fields = struct.fields.map((field) => `    ${field.name}: ${readOrDefault(field, struct, model)},`).join('\n');
  const tagged = taggedFields(struct);
  const flexible = compactOf(undefined, struct, model);
  const guard = flexible === 'f' ? 'if (f) ' : '';
  const opening = `{\n${fields}\n  }`;
  let body: string;
  if (flexible === 'false') body = `  return ${opening};`;
  else if (tagged.length === 0) body = `  const o: ${struct.name} = ${opening};\n  ${guard}r.skipTags();\n  return o;`;
  else
    body = `  const o: Building<${struct.name}> = ${opening};\n  ${guard}${readTags(tagged, struct, model)}\n  return o;`;
  const whole = flexConst(struct, model, body) + body;
  return `function read${struct.name}(r: Reader, ${versionParameter(whole)}: number): ${struct.name} {\n${whole}\n}`;
}

function readOrDefault(field: Field, struct: Struct, model: Model): string {
  if (field.tag !== undefined) return defaultOf(field, model);
  const when = condition(rangeOf(field, struct), struct.live);
  const value = readValue(field, struct, model);
  return when === '' ? value : `${when} ? ${value} : ${defaultOf(field, model)}`;
}

function readTags(tagged: readonly Field[], struct: Struct, model: Model): string {
  const cases = tagged.map((field) => {
    const when = condition(rangeOf(field, struct), intersect(struct.live, model.message.flexible));
    return `if (tag === ${field.tag}${when === '' ? '' : ` && ${when}`}) o.${field.name} = ${readValue(field, struct, model)};`;
  });
  return `for (let n = r.uvarint(); n > 0; n--) {
    const tag = r.uvarint();
    const end = r.tagEnd();
    ${cases.join('\n    else ')}
    else r.skipTag(end);
    r.closeTag(end);
  }`;
}

function readValue(field: Field, struct: Struct, model: Model): string {
  const nullable = nullableRange(field, struct);
  const range = rangeOf(field, struct);
  const calls = (isNullable: boolean): string => readCall(field, struct, model, isNullable);
  if (isEmpty(nullable)) return calls(false);
  const when = condition(nullable, range);
  return when === '' ? calls(true) : `(${when} ? ${calls(true)} : ${calls(false)})`;
}

function readCall(field: Field, struct: Struct, model: Model, isNullable: boolean): string {
  const compact = compactOf(field, struct, model);
  const below = model.structOf(field);
  if (field.isArray) {
    const least = elementBytesMin(field, rangeOf(field, struct), model);
    if (least < 1) throw new Error(`${struct.name}.${field.name}: elements may be empty`);
    return `r.${isNullable ? 'nullableArray' : 'array'}(${compact}, ${least}, ${elementFunction('read', field, compact, model)}, v)`;
  }
  if (below !== undefined) return isNullable ? `r.nullableStruct(read${below.name}, v)` : `read${below.name}(r, v)`;
  if (field.type === 'string') return `r.${isNullable ? 'nullableString' : 'string'}(${compact})`;
  if (field.type === 'bytes' || field.type === 'records')
    return `r.${isNullable ? 'nullableBytes' : 'bytes'}(${compact})`;
  if (isTopicId(field)) return 'r.uuid() as TopicId';
  return field.clamp ? 'r.int64Clamped()' : `r.${field.type}()`;
}

function elementFunction(verb: 'read' | 'write', field: Field, compact: string, model: Model): string {
  const below = model.structOf(field);
  if (below !== undefined) return verb + below.name;
  if (field.type === 'string') {
    if (compact === 'f') return `f ? ${verb}CompactString : ${verb}String`;
    return compact === 'true' ? `${verb}CompactString` : `${verb}String`;
  }
  return verb + field.type.replace(/^./, (first) => first.toUpperCase());
}

function emitWrite(struct: Struct, model: Model): string {
  const lines = plainFields(struct).map((field) => writeField(field, struct, model));
  const tagged = taggedFields(struct);
  const flexible = compactOf(undefined, struct, model);
  const guard = flexible === 'f' ? 'if (f) ' : '';
  const refusals = tagged.flatMap((field) => refuseTagged(field, struct, model));
  if (flexible !== 'false' && tagged.length === 0) lines.push(`  ${guard}w.uvarint(0);`);
  if (tagged.length > 0) lines.push(...refusals, writeTags(tagged, struct, model, guard));
  const body = lines.join('\n');
  const whole = flexConst(struct, model, body) + body;
  return `function write${struct.name}(w: Writer, ${/\bo\./.test(whole) ? 'o' : '_o'}: ${inputName(struct, model)}, ${versionParameter(whole)}: number): void {\n${whole}\n}`;
}

function writeField(field: Field, struct: Struct, model: Model): string {
  const when = condition(rangeOf(field, struct), struct.live);
  const write = writeValue(field, struct, model, given(field, struct, model));
  if (when === '') return `  ${write}`;
  return `  if (${when}) ${write}${field.ignorable ? '' : `\n  else ${refusal(field, struct, model)}`}`;
}

function refuseTagged(field: Field, struct: Struct, model: Model): string[] {
  const when = condition(rangeOf(field, struct), struct.live);
  if (field.ignorable || when === '') return [];
  return [`  if (!(${when})) ${refusal(field, struct, model)}`];
}

function refusal(field: Field, struct: Struct, model: Model): string {
  const other = differs(field, `o.${field.name}`, model);
  return `if (o.${field.name} !== undefined && ${other}) throw unrepresentable('${struct.name}.${field.name}', v);`;
}

/** The value that the caller gave, or the default. */
function given(field: Field, struct: Struct, model: Model): string {
  const value = `o.${field.name}`;
  if (!isOptional(field, struct)) return value;
  const fallback = field.isArray && field.default !== 'null' ? 'noElements' : defaultOf(field, model);
  const mayBeNull = fieldType(field, struct, model).endsWith('| null') && fallback !== 'null';
  return mayBeNull ? `${value} === undefined ? ${fallback} : ${value}` : `${value} ?? ${fallback}`;
}

function writeValue(field: Field, struct: Struct, model: Model, value: string): string {
  const nullable = nullableRange(field, struct);
  const name = `${struct.name}.${field.name}`;
  const nullType = fieldType(field, struct, model).endsWith('| null');
  const isSimple =
    field.isArray || model.structOf(field) !== undefined || ['string', 'bytes', 'records'].includes(field.type);
  if (!nullType || !isSimple) return `${writeCall(field, struct, model, false, value)};`;
  const when = condition(nullable, rangeOf(field, struct));
  if (!isEmpty(nullable) && when === '') return `${writeCall(field, struct, model, true, value)};`;
  const strict = writeCall(field, struct, model, false, `notNull(${value}, '${name}', v)`);
  if (isEmpty(nullable)) return `${strict};`;
  return `{\n    if (${when}) ${writeCall(field, struct, model, true, value)};\n    else ${strict};\n  }`;
}

function writeCall(field: Field, struct: Struct, model: Model, isNullable: boolean, value: string): string {
  const compact = compactOf(field, struct, model);
  const below = model.structOf(field);
  if (field.isArray)
    return `w.${isNullable ? 'nullableArray' : 'array'}(${compact}, ${value}, ${elementFunction('write', field, compact, model)}, v)`;
  if (below !== undefined)
    return isNullable ? `w.nullableStruct(${value}, write${below.name}, v)` : `write${below.name}(w, ${value}, v)`;
  const kind = { string: 'String', bytes: 'Bytes', records: 'Records' }[field.type];
  if (kind !== undefined) return `w.${isNullable ? `nullable${kind}` : field.type}(${compact}, ${value})`;
  return field.clamp ? `w.int64Clamped(${value})` : `w.${field.type}(${value})`;
}

function writeTags(tagged: readonly Field[], struct: Struct, model: Model, guard: string): string {
  const within = intersect(struct.live, model.message.flexible);
  const present = tagged.map((field) => {
    const when = condition(rangeOf(field, struct), within);
    return `    const t${field.tag} = ${when === '' ? '' : `${when} && `}o.${field.name} !== undefined && ${differs(field, `o.${field.name}`, model)};`;
  });
  const writes = tagged.map((field) => {
    return `    if (t${field.tag}) {\n      const at = w.openTag(${field.tag});\n      ${writeValue(field, struct, model, `o.${field.name}`)}\n      w.closeTag(at);\n    }`;
  });
  const count = tagged.map((field) => `(t${field.tag} ? 1 : 0)`).join(' + ');
  return `  ${guard}{\n${present.join('\n')}\n    w.uvarint(${count});\n${writes.join('\n')}\n  }`;
}

function inputName(struct: Struct, model: Model): string {
  return struct.name + (needsInput(struct, model) ? 'Input' : '');
}

/** The names that the code takes from elsewhere, as import lines. */
export function importsOf(code: string): string {
  const used = (names: readonly string[]): readonly string[] =>
    names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const base = used(['noTopicId', 'TopicId']).map((name) => (name === 'TopicId' ? 'type TopicId' : name));
  const wire = [
    ...used(['Building', 'Reader', 'RecordBytes', 'Writer']).map((name) => `type ${name}`),
    ...used(['checkVersion', 'noElements', 'notNull', 'noUuid', 'unrepresentable']),
    ...used(
      ['Int8', 'Int16', 'Int32', 'Int64', 'String', 'CompactString'].flatMap((kind) => [`read${kind}`, `write${kind}`]),
    ),
  ];
  const lines = base.length === 0 ? '' : `import { ${base.join(', ')} } from '@ottla/base';\n`;
  return `${lines}import { ${wire.join(', ')} } from '../wire/common.ts';\n`;
}
