/**
 * Makes `src/generated/` from the files in `/proto`: interfaces, encoders, decoders, method descriptors, and the
 * descriptors that server reflection hands out. `--check` only says whether the files are fresh.
 *
 * protobufjs parses here; nothing of it is needed when the product runs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import protobuf from 'protobufjs';
import { exportedNames, fileText, type ProtoFile } from './generate/file-text.ts';

const repository = join(import.meta.dirname, '../../../..');
/** The public API, and the standard services that every gRPC server offers. */
const protoDirectories = [join(repository, 'proto'), join(import.meta.dirname, '../proto')];
const outDirectory = join(import.meta.dirname, '../src/generated');

const files = parseAll();
const outputs = new Map<string, string>();
for (const file of files) outputs.set(`${file.name}.ts`, fileText(file, files));
outputs.set('index.ts', indexText());
const descriptors = descriptorText();
if (descriptors !== undefined) outputs.set('descriptors.ts', descriptors);
process.exitCode = process.argv.includes('--check') ? check() : write();

function parseAll(): ProtoFile[] {
  const root = new protobuf.Root();
  const found: ProtoFile[] = [];
  for (const [index, directory] of protoDirectories.entries()) {
    const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.proto'),
    );
    for (const path of paths.sort()) found.push(parseFile(root, found, { directory, path, isPublic: index === 0 }));
  }
  root.resolveAll();
  return found;
}

function parseFile(
  root: protobuf.Root,
  before: readonly ProtoFile[],
  file: { readonly directory: string; readonly path: string; readonly isPublic: boolean },
): ProtoFile {
  const parsed = protobuf.parse(readFileSync(join(file.directory, file.path), 'utf8'), root, {
    keepCase: true,
    alternateCommentMode: true,
    preferTrailingComment: false,
  });
  const space = root.lookup(parsed.package ?? '') as protobuf.Namespace;
  const known = new Set(before.flatMap((other) => other.objects));
  const objects = space.nestedArray.filter((object) => !known.has(object) && object.constructor !== protobuf.Namespace);
  const name = (file.path.split('/').at(-1) as string).replace('.proto', '').replaceAll('_', '-');
  return { path: file.path, name, isPublic: file.isPublic, objects };
}

function indexText(): string {
  const lines = files
    .filter((file) => file.isPublic || file.name === 'health')
    .map(
      (file) =>
        `export {\n${exportedNames(file)
          .map((name) => `  ${name},\n`)
          .join('')}} from './${file.name}.ts';`,
    );
  return `/** Made by scripts/generate.ts from the files in /proto. Do not edit. */\n${lines.join('\n')}\n`;
}

/** The file descriptors as buf compiles them, or undefined where buf is not installed for this machine. */
function descriptorText(): string | undefined {
  const require = createRequire(import.meta.url);
  const arch = process.arch === 'arm64' && process.platform === 'linux' ? 'aarch64' : process.arch;
  let binary: string;
  try {
    binary = require.resolve(`@bufbuild/buf-${process.platform}-${arch}/bin/buf`);
  } catch {
    console.log('buf is not installed for this machine: the descriptors for reflection were left as they are');
    return undefined;
  }
  const sets = protoDirectories.map((directory) =>
    execFileSync(binary, ['build', directory, '--as-file-descriptor-set', '--exclude-source-info', '-o', '-']),
  );
  return [
    '/** Made by scripts/generate.ts from the files in /proto. Do not edit. */',
    '',
    '/** A serialized google.protobuf.FileDescriptorSet of all these files, in base64. */',
    `export const fileDescriptorSetBase64: string =\n  '${Buffer.concat(sets).toString('base64')}';`,
    '',
  ].join('\n');
}

function check(): number {
  let stale = 0;
  for (const [name, text] of outputs) {
    const path = join(outDirectory, name);
    if (readExisting(path) === text) continue;
    stale += 1;
    console.error(`${relative(repository, path)} is not what /proto says; run scripts/generate.ts`);
  }
  return stale === 0 ? 0 : 1;
}

function readExisting(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(): number {
  mkdirSync(outDirectory, { recursive: true });
  for (const [name, text] of outputs) writeFileSync(join(outDirectory, name), text);
  console.log(`wrote ${outputs.size} files`);
  return 0;
}
