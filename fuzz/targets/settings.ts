/** Settings as people and programs write them: YAML, environment, flags, topic configs, and what the tool reads. */
import { OttlaError, parseSetting } from '@ottla/base';
import { ConfigResourceType } from '@ottla/metadata-core';
import { createMemoryFileSystem, createNodeRandomness } from '@ottla/platform-node';
import type { SeededRandomness } from '@ottla/testing';
import { allSettings, NodeError, resolveNodeSettings } from 'ottla';
import { configConflict, configValueProblem } from '../../packages/metadata/metadata-core/src/configs/check-config.ts';
import { delimiterBytes, documentsOf } from '../../packages/programs/cli/src/input/documents.ts';
import { nameAndRest } from '../../packages/programs/cli/src/input/pattern.ts';
import { UsageError } from '../../packages/programs/cli/src/usage-error.ts';
import { takeIdentity } from '../../packages/programs/ottla/src/node/identity.ts';
import { environmentSource, fileSource } from '../../packages/programs/ottla/src/settings/sources.ts';
import { law, refusalOf, type Target } from '../core/target.ts';
import { variantOf } from '../generate/mutate.ts';

const text = (input: Uint8Array): string => Buffer.from(input).toString('utf8');
const values = ['1', '-1', '0', '9999999999999999999', '1e3', 'true', 'x', '', '10MiB', '1h', 'a,b', '0x10', ' 7 '];
const identity = '{"version":1,"nodeId":1,"clusterId":"c","directoryId":"d","initialised":true}';

function nameOf(chance: SeededRandomness): string {
  return chance.chance(0.9) ? chance.pick(allSettings).name : chance.pick(['__proto__', 'constructor', 'x.y', '']);
}

function lines(chance: SeededRandomness): string {
  const form = chance.pick(['yaml', 'nested', 'list', 'flow'] as const);
  return Array.from({ length: chance.between(1, 4) }, () => {
    const [name, value] = [nameOf(chance), chance.pick(values)];
    if (form === 'yaml') return `${name}: ${value}`;
    if (form === 'list') return `${name}:\n  - ${value}\n  - b`;
    if (form === 'flow') return `{ ${name}: "${value}" }`;
    return name
      .split('.')
      .map((part, depth) => `${'  '.repeat(depth)}${part}:`)
      .join('\n')
      .concat(` ${value}`);
  }).join('\n');
}

/** A settings file. Law: settings or one error that names every mistake. */
export const settingsFile: Target = {
  name: 'settings-file',
  about: 'a YAML file of settings, resolved to the end',
  // The library for YAML takes its time for deep nesting; the file is the operator's own.
  inputMsMax: 1_500,
  generate(chance) {
    if (chance.chance(0.01))
      return Buffer.from(chance.pick(['{a: ', '[', '- ', 'a:\n ']).repeat(chance.between(10, 3_000)));
    return variantOf(Buffer.from(lines(chance)), chance);
  },
  async check(input) {
    const source = await fileSource('x.yaml', text(input));
    if ('sentence' in source) return 'no YAML';
    try {
      resolveNodeSettings([source]);
      return 'settings';
    } catch (thrown) {
      return refusalOf(thrown, NodeError);
    }
  },
};

/** `name=value`, as in the environment, in flags and in topic configs. */
export const settingsTexts: Target = {
  name: 'settings-texts',
  about: 'single settings: parsing, environment, --set, topic and broker configs',
  generate: (chance) => variantOf(Buffer.from(`${nameOf(chance)}=${chance.pick(values)}`), chance),
  check(input) {
    const whole = text(input);
    let pair: readonly [string, string];
    try {
      pair = nameAndRest('--set', whole);
    } catch (thrown) {
      return refusalOf(thrown, UsageError);
    }
    const [name, value] = pair;
    for (const declaration of allSettings) if (declaration.name === name) parseSetting(declaration, value);
    const { source } = environmentSource({ [`OTTLA_${name.toUpperCase()}`]: value }, allSettings);
    for (const type of [ConfigResourceType.topic, ConfigResourceType.broker]) {
      configValueProblem(type, name, value);
      configConflict(type, new Map([[name, value]]));
    }
    try {
      resolveNodeSettings([{ name: 'flags', texts: new Map([[name, value]]) }, source]);
      return 'settings';
    } catch (thrown) {
      return refusalOf(thrown, NodeError);
    }
  },
};

/** `node.json`. Law: the identity that stands there, or a `NodeError`. */
export const nodeIdentity: Target = {
  name: 'node-identity',
  about: 'node.json of a data directory',
  generate: (chance) => variantOf(Buffer.from(identity), chance),
  async check(input) {
    const files = createMemoryFileSystem();
    await files.makeDirectory('/d');
    const file = await files.open('/d/node.json', 'write');
    await file.write([input], 0);
    await file.close();
    try {
      const found = await takeIdentity(files, createNodeRandomness(), '/d', {
        nodeId: undefined,
        clusterId: undefined,
      });
      law(Number.isSafeInteger(found.nodeId) && typeof found.clusterId === 'string', () => 'an identity without an id');
      return 'identity';
    } catch (thrown) {
      return refusalOf(thrown, OttlaError);
    }
  },
};

/** What `ottla produce` reads: documents between delimiters. The first line of an input is the delimiter. */
export const cliDocuments: Target = {
  name: 'cli-documents',
  about: 'documents of the command line, in any chunks',
  // Byte by byte: each byte is a turn of its own.
  inputMsMax: 400,
  generate: (chance) =>
    variantOf(Buffer.from(chance.pick(['\\n\none\ntwo\n', '\\n\\n\na\n\nb\n\n\n', ';\na;b;;', '\\x00\na\0b'])), chance),
  async check(input) {
    const end = Math.max(0, input.indexOf(0x0a));
    const body = input.subarray(end + 1);
    let delimiter: Uint8Array;
    try {
      delimiter = delimiterBytes(text(input.subarray(0, end)));
    } catch (thrown) {
      return refusalOf(thrown, UsageError);
    }
    const whole = await documents([body], delimiter);
    const pieces = await documents(
      Array.from(body, (byte) => Uint8Array.of(byte)),
      delimiter,
    );
    law(whole.join() === pieces.join(), () => 'documents depend on how the input arrives');
    return 'documents';
  },
};

async function documents(chunks: readonly Uint8Array[], delimiter: Uint8Array): Promise<string[]> {
  const found: string[] = [];
  const source = (async function* () {
    yield* chunks;
  })();
  for await (const document of documentsOf(source, delimiter)) found.push(Buffer.from(document).toString('hex'));
  return found;
}
