/** Lines of the log: one event each, its name in `event`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPinoLogger } from '../../src/index.ts';

function lines(options: { readonly pretty?: boolean; readonly level?: 'debug' | 'warn' } = {}) {
  const written: string[] = [];
  const logger = createPinoLogger({ ...options, destination: { write: (line) => void written.push(line) } });
  return { logger, written };
}

test('an event is a line of JSON with its name, its level, its time and its fields', () => {
  const { logger, written } = lines();

  logger.info('segment.rolled', { offset: 42 });

  const [line = ''] = written;
  expect(JSON.parse(line)).toEqual({ level: 'info', time: expect.any(String), event: 'segment.rolled', offset: 42 });
  expect(line.endsWith('\n')).toBe(true);
});

test('the fields of a child stand in each of its events', () => {
  const { logger, written } = lines();

  logger.child({ node: 1 }).child({ topic: 't' }).warn('a.b', { x: true });

  expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 'warn', node: 1, topic: 't', x: true, event: 'a.b' });
});

test('what is under the level is dropped', () => {
  const { logger, written } = lines({ level: 'warn' });

  logger.debug('a');
  logger.info('b');
  logger.error('c');

  expect(written.length).toBe(1);
});

test('an error is told with its sentence and its stack', () => {
  const { logger, written } = lines();

  logger.error('write.failed', { error: new Error('the disk is full') });

  const { error } = JSON.parse(written[0] ?? '');
  expect(error.message).toBe('the disk is full');
  expect(error.stack).toContain('pino-logger.test.ts');
});

test('a person reads time, level, event and fields on one line', () => {
  const { logger, written } = lines({ pretty: true });

  logger.info('segment.rolled', { topic: 'orders', offset: 42 });

  expect(written[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}segment\.rolled topic=orders offset=42\n$/);
});

test('a file has the lines as soon as they were flushed, and its directory is made', async () => {
  const root = await mkdtemp(join(tmpdir(), 'ottla-'));
  const logger = createPinoLogger({ destination: { file: `${root}/logs/node.log` } });

  logger.info('node.started');
  logger.flush();

  expect(await readFile(`${root}/logs/node.log`, 'utf8')).toContain('"event":"node.started"');
  await rm(root, { recursive: true });
});

test('a log file that cannot be opened is reported at once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'ottla-'));
  await writeFile(`${root}/file`, '');

  expect(() => createPinoLogger({ destination: { file: `${root}/file/node.log` } })).toThrow('open the log file');
  await rm(root, { recursive: true });
});
