/** Quotas of clients by name: who shares, what is bounded, and that nothing is done while there are none. */
import { ErrorCode } from '@ottla/base';
import { emptyImage, type MetadataImage, plan, replayAll } from '@ottla/metadata-core';
import { createRecordingMetrics, VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import type { Caller } from '../../../src/admission/principal.ts';
import { ClientQuotas } from '../../../src/admission/quotas/client-quotas.ts';
import { quotaClientsMax, quotaWindowsMax, throttleMsMax } from '../../../src/limits.ts';

type Part = { readonly type: 'user' | 'client-id'; readonly name: string | null };

function withQuota(
  image: MetadataImage,
  parts: readonly Part[],
  limits: Readonly<Record<string, number>>,
): MetadataImage {
  const changes = Object.entries(limits).map(([name, value]) => ({ name, value }));
  const command = { kind: 'alterQuotas', entries: [{ parts, changes }], validateOnly: false } as const;
  const { records, reply } = plan(image, command, undefined as never);
  expect(reply.entries[0]?.outcome.code).toBe(ErrorCode.NONE);
  return replayAll(image, records);
}

function callerOf(clientId: string | undefined, user = 'ANONYMOUS'): Caller {
  return { principal: { kind: 'user', name: user }, clientId, host: 'h', door: 'kafka' };
}

function setUp(image: MetadataImage): { quotas: ClientQuotas; time: VirtualTime } {
  const time = new VirtualTime();
  const quotas = new ClientQuotas({
    clock: time.clock,
    metrics: createRecordingMetrics(),
    samples: 11,
    sampleMs: 1000,
  });
  quotas.update(image.quotas);
  return { quotas, time };
}

const anyClient: readonly Part[] = [{ type: 'client-id', name: null }];

test('without quotas nothing is active and nobody is remembered', () => {
  const { quotas } = setUp(emptyImage);

  expect(quotas.isActive).toBe(false);
  expect(quotas.charge(callerOf('a'), 'producer_byte_rate', 1e12)).toBe(0);
  expect(quotas.clients).toBe(0);
});

test('a default holds for each client id on its own, a quota of a user for all of its clients together', async () => {
  let image = withQuota(emptyImage, anyClient, { producer_byte_rate: 1000 });
  image = withQuota(image, [{ type: 'user', name: 'u' }], { producer_byte_rate: 1000 });
  const { quotas } = setUp(image);
  const over = (caller: Caller): boolean => quotas.charge(caller, 'producer_byte_rate', 9000) > 0;

  expect([over(callerOf('a')), over(callerOf('b')), over(callerOf('a'))]).toEqual([false, false, true]);
  expect([over(callerOf('a', 'u')), over(callerOf('b', 'u'))]).toEqual([false, true]);
  expect([over(callerOf(undefined)), over(callerOf(''))]).toEqual([false, true]);
});

test('what was used up stays noted when quotas change, and a quota that is gone holds no longer', () => {
  const small = withQuota(emptyImage, anyClient, { request_rate: 1 });
  const { quotas } = setUp(small);
  for (let count = 0; count < 10; count += 1) quotas.charge(callerOf('a'), 'request_rate', 1);

  quotas.update(withQuota(small, anyClient, { request_rate: 2 }).quotas);
  const eleventh = quotas.charge(callerOf('a'), 'request_rate', 1);
  quotas.update(withQuota(small, anyClient, { request_rate: 0.5 }).quotas);
  const twelfth = quotas.charge(callerOf('a'), 'request_rate', 1);
  quotas.update(emptyImage.quotas);

  expect([eleventh, twelfth]).toEqual([0, 14_000]);
  expect(quotas.charge(callerOf('a'), 'request_rate', 1000)).toBe(0);
});

test('a client within its quota gets what it asks for, then nothing until that fits', async () => {
  const { quotas, time } = setUp(withQuota(emptyImage, anyClient, { consumer_byte_rate: 1000 }));
  const take = (): number => quotas.mayTake(callerOf('a'), 'consumer_byte_rate', 20_000);

  const first = take();
  const second = take();
  await time.advance(9900);
  const third = take();
  await time.advance(1100);

  expect([first, second, third > 0, take()]).toEqual([0, 10_000, true, 0]);
});

test('what a client may have at most is what its window has left', () => {
  const { quotas } = setUp(withQuota(emptyImage, anyClient, { consumer_byte_rate: 1000 }));
  const left = (): number => quotas.left(callerOf('a'), 'consumer_byte_rate');
  const lefts = [left()];

  for (const bytes of [4000, 6000, 1]) {
    quotas.mayTake(callerOf('a'), 'consumer_byte_rate', bytes);
    lefts.push(left());
  }

  expect(lefts).toEqual([10_000, 6000, 1, 0]);
  expect(quotas.left(callerOf('a'), 'producer_byte_rate')).toBe(Infinity);
});

test('a reader of large batches is not muted by a small one under the same quota', async () => {
  const { quotas, time } = setUp(withQuota(emptyImage, anyClient, { consumer_byte_rate: 100_000 }));
  const served = { small: 0, large: 0 };
  const read = (who: keyof typeof served, bytes: number, pauseMs: number): void => {
    const throttleMs = quotas.mayTake(callerOf('app'), 'consumer_byte_rate', bytes);
    if (throttleMs === 0) served[who] += bytes;
    time.timers.after(throttleMs === 0 ? pauseMs : throttleMs, () => {
      read(who, bytes, pauseMs);
    });
  };

  read('small', 5000, 1000);
  time.timers.after(500, () => {
    read('large', 1_200_000, 1);
  });
  await time.advance(600_000);

  expect(served.large).toBeGreaterThan(20_000_000);
  expect(served.large + served.small).toBeLessThan(66_000_000);
});

test('a share of time costs at most one sample, everything else at most the named limit', () => {
  const { quotas } = setUp(withQuota(emptyImage, anyClient, { request_percentage: 1, producer_byte_rate: 1 }));

  expect(quotas.charge(callerOf('a'), 'request_percentage', 1e6)).toBe(1000);
  expect(quotas.charge(callerOf('a'), 'producer_byte_rate', 1e12)).toBe(throttleMsMax);
});

test('a flood of client ids is remembered up to a bound, and does not free a busy client of its debt', () => {
  const { quotas } = setUp(withQuota(emptyImage, anyClient, { producer_byte_rate: 1000 }));
  quotas.charge(callerOf('busy'), 'producer_byte_rate', 50_000);

  for (let id = 0; id < quotaWindowsMax + 100; id += 1) {
    quotas.charge(callerOf(`flood-${id}`), 'producer_byte_rate', 0);
    if (id % 1000 === 0) expect(quotas.charge(callerOf('busy'), 'producer_byte_rate', 0)).toBeGreaterThan(0);
  }

  expect(quotas.clients).toBe(quotaClientsMax);
  expect(quotas.charge(callerOf('busy'), 'producer_byte_rate', 0)).toBeGreaterThan(0);
});

test('two clients that share a quota share its window also when that had to make room meanwhile', () => {
  let image = withQuota(emptyImage, anyClient, { producer_byte_rate: 1000 });
  image = withQuota(image, [{ type: 'user', name: 'u' }], { producer_byte_rate: 1000 });
  const { quotas } = setUp(image);
  quotas.charge(callerOf('a', 'u'), 'producer_byte_rate', 1);

  for (let id = 0; id < quotaWindowsMax + 100; id += 1) {
    quotas.charge(callerOf(`flood-${id}`), 'producer_byte_rate', 1);
    if (id % 1000 === 0) quotas.charge(callerOf('a', 'u'), 'producer_byte_rate', 1);
  }

  expect(quotas.charge(callerOf('a', 'u'), 'producer_byte_rate', 9000)).toBe(0);
  expect(quotas.charge(callerOf('b', 'u'), 'producer_byte_rate', 9000)).toBeGreaterThan(0);
});

test('client ids of any length are told apart by a bounded part of them', () => {
  const { quotas } = setUp(withQuota(emptyImage, anyClient, { producer_byte_rate: 1000 }));

  quotas.charge(callerOf(`${'x'.repeat(30_000)}1`), 'producer_byte_rate', 20_000);

  expect(quotas.charge(callerOf(`${'x'.repeat(30_000)}2`), 'producer_byte_rate', 1)).toBeGreaterThan(0);
});
