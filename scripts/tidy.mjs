/**
 * Reads the repository and says what no compiler checks: the three lists of dependencies agree, files keep their length,
 * forbidden words stay out, every package has its README, documents name files that exist.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layers, packageName, pathOf } from './layers.mjs';
import { root } from './run.mjs';

const problems = [];
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const read = (path) => readFileSync(join(root, path), 'utf8');
const generated = (path) => path.includes('/generated/') || path.endsWith('package-lock.json');

checkLayers();
checkLengths();
checkWords();
checkReadmes();
checkJourneys();
checkFaultNumbers();

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? `tidy: ${files.length} files read` : `tidy: ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

/** A package's dependencies, its references and its row in the layer table say the same. */
function checkLayers() {
  for (const layer of layers) {
    const home = `packages/${layer.path}`;
    const manifest = JSON.parse(read(`${home}/package.json`));
    const wanted = layer.imports.map((name) => packageName(pathOf(name))).sort();
    const declared = Object.keys(manifest.dependencies ?? {})
      .filter((name) => name === 'ottla' || name.startsWith('@ottla/'))
      .sort();
    const config = JSON.parse(read(`${home}/tsconfig.json`));
    const references = (config.references ?? []).map(({ path }) => packageName(path.replace('../../', ''))).sort();
    if (String(wanted) !== String(declared))
      problems.push(`${home}/package.json: dependencies are [${declared}], the layer table says [${wanted}]`);
    if (String(wanted) !== String(references))
      problems.push(`${home}/tsconfig.json: references are [${references}], the layer table says [${wanted}]`);
    if (layer.pure && String(config.compilerOptions?.types) !== '')
      problems.push(`${home}/tsconfig.json: a pure package sets "types": []`);
    if (layer.pure && Object.keys(manifest.dependencies ?? {}).length !== declared.length)
      problems.push(`${home}/package.json: a pure package has no npm dependency`);
  }
}

/** A source file has at most 400 lines: a longer one holds a second noun. */
function checkLengths() {
  for (const path of files.filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !generated(file))) {
    const lines = read(path).split('\n').length - 1;
    const most = path.includes('/test/') || path.startsWith('test-e2e/') ? 700 : 400;
    if (lines > most) problems.push(`${path}: ${lines} lines, at most ${most}; split it by its nouns`);
  }
}

/** Words that do not belong into what others read. */
function checkWords() {
  const banned = [
    [/\b(TODO|FIXME|XXX)\b/, 'finish it or leave it out'],
    [/\.(only|todo)\(/, 'no test is left switched on alone or unwritten'],
    [/@ts-(ignore|nocheck)/, 'mend the type'],
    [/registry\.npmjs|repo\.maven|deb\.debian\.org|pypi\.org|files\.pythonhosted/, 'no names of registry hosts'],
    [/\/work\/|\/root\//, 'no paths of one machine'],
  ];
  for (const path of files.filter(
    (file) =>
      /\.(ts|mjs|cjs|md|proto|ya?ml|sh|py|json)$/.test(file) && !generated(file) && !file.startsWith('scripts/tidy'),
  )) {
    const text = read(path);
    for (const [pattern, mend] of banned) {
      const found = pattern.exec(text);
      if (found !== null)
        problems.push(`${path}:${text.slice(0, found.index).split('\n').length}: "${found[0]}": ${mend}`);
    }
  }
}

/** Each package tells what it is. */
function checkReadmes() {
  for (const layer of layers) {
    if (!existsSync(join(root, 'packages', layer.path, 'README.md')))
      problems.push(`packages/${layer.path}: README.md is missing`);
  }
}

/** Paths in backticks in the architecture document exist. */
function checkJourneys() {
  const document = 'docs/ARCHITECTURE.md';
  if (!existsSync(join(root, document))) return;
  for (const [, path] of read(document).matchAll(
    /`((?:packages|proto|scripts|docs|test-e2e|deploy|examples)\/[^`\s*]+)`/g,
  )) {
    if (!existsSync(join(root, path))) problems.push(`${document}: names ${path}, which does not exist`);
  }
}

/** The faults that the single node and the consensus core answer for are each named by a test. */
function checkFaultNumbers() {
  const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const connections = [...range(138, 145), 158, 159, ...range(163, 165), 170];
  const consensus = [...range(1, 19), ...range(22, 24), 26, 27, ...range(34, 36)];
  const required = [...consensus, ...range(61, 74), ...range(78, 85), ...connections].filter((fault) => fault !== 77);
  const tests = files
    .filter((file) => /\.test\.ts$|^test-e2e\//.test(file) && /\.(ts|py|md)$/.test(file))
    .map(read)
    .join('\n');
  const missing = required.filter((fault) => !new RegExp(`FAULT-${fault}\\b`).test(tests));
  if (missing.length > 0)
    problems.push(`faults without a test that names them: ${missing.map((fault) => `FAULT-${fault}`).join(', ')}`);
}
