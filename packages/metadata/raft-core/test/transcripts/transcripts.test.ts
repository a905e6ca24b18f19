import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { perform } from './transcript.ts';

const folder = new URL('.', import.meta.url).pathname;
const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));

it.each(names)('%s happens as it is written', (name) => {
  const transcript = readFileSync(`${folder}${name}`, 'utf8');
  const happened = perform(transcript);
  if (process.env['OTTLA_REWRITE_TRANSCRIPTS'] === '1') writeFileSync(`${folder}${name}`, happened);

  expect(happened).toBe(process.env['OTTLA_REWRITE_TRANSCRIPTS'] === '1' ? happened : transcript);
});
