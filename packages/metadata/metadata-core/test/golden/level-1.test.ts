import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import {
  decodeRecords,
  emptyImage,
  encodeRecords,
  imageHash,
  type MetadataImage,
  replayAll,
  snapshotRecords,
  topicByName,
} from '../../src/index.ts';
import { incarnation, run } from '../cluster-of-tests.ts';
import { entriesOfLevel1, hashOfLevel1, snapshotOfLevel1 } from './bytes-of-level-1.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

function fromLog(): MetadataImage {
  return entriesOfLevel1.reduce((image, entry) => replayAll(image, decodeRecords(bytes(entry))), emptyImage);
}

test('a log of level 1 replays to the image that it was then', () => {
  const image = fromLog();

  expect(imageHash(image)).toBe(hashOfLevel1);
  expect(topicByName(image, 'orders')?.partitions).toHaveLength(4);
  expect(image.cluster).toEqual({ clusterId: 'golden', metadataLevel: 1 });
});

test('a snapshot of level 1 is read, and written again byte for byte', () => {
  const image = replayAll(emptyImage, decodeRecords(bytes(snapshotOfLevel1)));

  expect(imageHash(image)).toBe(hashOfLevel1);
  expect(encodeRecords(snapshotRecords(image))).toEqual(bytes(snapshotOfLevel1));
});

test('a cluster of level 1 has no sessions until its level is raised, which waits for brokers that did not say what they speak', () => {
  const before = fromLog();
  const open = { kind: 'openSession', owner: 'User:a', timeoutMs: 5_000 } as const;
  const raise = {
    kind: 'updateFeatures',
    updates: [{ name: 'metadata.version', level: 2 }],
    validateOnly: false,
  } as const;

  const early = run(before, open);
  const tooEarly = run(before, raise);
  let image = before;
  for (const { id } of [...before.brokers.values()])
    image = run(image, {
      kind: 'registerBroker',
      brokerId: id,
      incarnationId: incarnation(100 + id),
      endpoints: [],
      rack: undefined,
      fenced: false,
    }).image;
  const raised = run(image, raise);
  const late = run(raised.image, open);

  expect(early.reply.outcome.code).toBe(ErrorCode.UNSUPPORTED_VERSION);
  expect(early.reply.outcome.message).toContain('raise it');
  expect(tooEarly.reply.updates[0]?.outcome.code).toBe(ErrorCode.FEATURE_UPDATE_FAILED);
  expect(raised.reply.updates[0]?.outcome.code).toBe(ErrorCode.NONE);
  expect(late.reply.outcome.code).toBe(ErrorCode.NONE);
});
