/** How long a broker may be sure of its session: from the sending of what was answered, by its own clock. */
import type { SessionId, SignOfLife } from '@ottla/metadata-core';
import { VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { Heartbeat } from '../../../src/cluster/registration/heartbeat.ts';

test('contact is counted from when a sign of life was sent, however late its answer comes', async () => {
  const time = new VirtualTime();
  let isAnswered = true;
  const keepAlive = (): Promise<SignOfLife> => {
    if (!isAnswered) return new Promise(() => undefined);
    isAnswered = false;
    return new Promise((resolve) => void time.timers.after(5_000, () => resolve('alive')));
  };
  const heartbeat = new Heartbeat({
    clock: time.clock,
    timers: time.timers,
    intervalMs: 2_000,
    timeoutMs: 9_000,
    keepAlive,
    gone: () => undefined,
  });
  heartbeat.begin(1 as SessionId, time.elapsedMs);
  // Sent after 2 s, answered after 7.
  await time.advance(10_900);
  const isSure = heartbeat.hasContact;
  await time.advance(200);

  expect([isSure, heartbeat.hasContact]).toEqual([true, false]);
  heartbeat.end();
});
