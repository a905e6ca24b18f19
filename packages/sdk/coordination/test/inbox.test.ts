/** What comes in waits in bounded numbers: the stream is held until somebody took it. */
import { RpcError } from '@ottla/base';
import { expect, test } from 'vitest';
import { watchMessagesMax } from '../src/limits.ts';
import { Inbox } from '../src/watching/inbox.ts';

function inboxOf() {
  const inbox = new Inbox<number>();
  const held: string[] = [];
  inbox.attach({ pause: () => void held.push('pause'), resume: () => void held.push('resume') });
  return { inbox, held };
}

test('a stream is held when as many messages wait as may, and goes on when all were taken', async () => {
  const { inbox, held } = inboxOf();

  for (let at = 0; at < watchMessagesMax - 1; at += 1) inbox.message(at);
  const before = [...held];
  inbox.message(watchMessagesMax - 1);
  const full = [...held];
  const taken: number[] = [];
  while (taken.length < watchMessagesMax) taken.push(await inbox.next());

  expect([before, full, held]).toEqual([[], ['pause'], ['pause', 'resume']]);
  expect(taken).toEqual(Array.from({ length: watchMessagesMax }, (_, at) => at));
});

test('what came before the end is taken before it', async () => {
  const { inbox } = inboxOf();
  const end = new RpcError('unavailable', 'gone');
  const first = inbox.next();

  inbox.message(1);
  inbox.message(2);
  inbox.failed(end);

  expect([await first, await inbox.next()]).toEqual([1, 2]);
  await expect(inbox.next()).rejects.toBe(end);
});
