/** FAULT-158 and FAULT-159: names that are paths, too long, or properties of every object. */
import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import { topicByName, topicNameProblem } from '../../src/index.ts';
import { clusterOf, createTopics, newTopic, run } from '../cluster-of-tests.ts';

test.each([
  'a',
  'orders',
  'a.b_c-D9',
  '...',
  '__consumer_offsets',
  'x'.repeat(249),
  '__proto__',
  'constructor',
  'toString',
])('"%s" is a good name', (name) => {
  expect(topicNameProblem(name)).toBeUndefined();
});

test.each([
  '',
  '.',
  '..',
  '../../etc/passwd',
  'a/b',
  'a\\b',
  'a b',
  'a\0b',
  'a\n',
  'grün',
  'ａ',
  '\ud800',
  'x'.repeat(250),
  'a:b',
  '%2e%2e',
])('%j is refused as a name', (name) => {
  const { reply, records } = run(clusterOf([undefined]), createTopics(newTopic(name)));

  expect(reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
  expect(records).toEqual([]);
});

test('names that every object has as properties are topics like any other', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  const { image, reply } = run(clusterOf([undefined]), createTopics(...names.map((name) => newTopic(name))));

  expect(reply.topics.map((topic) => topic.outcome.code)).toEqual([0, 0, 0, 0]);
  for (const name of names) expect(topicByName(image, name)?.name).toBe(name);
});

test('a config named __proto__ is unknown like any other', () => {
  const topic = newTopic('t', { configs: new Map([['__proto__', '1']]) });

  const { reply } = run(clusterOf([undefined]), createTopics(topic));

  expect(reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_CONFIG);
});

test('two topics never differ only in dots and underscores, also within one request', () => {
  const { image } = run(clusterOf([undefined]), createTopics(newTopic('a.b')));

  const later = run(image, createTopics(newTopic('a_b')));
  const together = run(image, createTopics(newTopic('x_y.z'), newTopic('x.y_z')));

  expect(later.reply.topics[0]?.outcome.code).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
  expect(together.reply.topics.map((topic) => topic.outcome.code)).toEqual([0, ErrorCode.INVALID_TOPIC_EXCEPTION]);
});

test('a deleted topic frees its name and those like it', () => {
  const created = run(clusterOf([undefined]), createTopics(newTopic('a.b')));
  const gone = run(created.image, { kind: 'deleteTopics', topics: [{ name: 'a.b', topicId: undefined }] });

  const again = run(gone.image, createTopics(newTopic('a_b')));

  expect(again.reply.topics[0]?.outcome.code).toBe(0);
});
