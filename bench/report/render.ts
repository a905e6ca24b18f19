/** `npx tsx bench/report/render.ts FILE…`: documents and pictures out of JSON that runs of the bench wrote. */
import { readRun, writeDocuments } from './documents.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('render.ts takes files that `npm run bench -- --json FILE` wrote');
  process.exit(2);
}
for (const file of writeDocuments(files.map(readRun))) console.log(file);
