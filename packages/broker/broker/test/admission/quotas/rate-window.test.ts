/** The arithmetic of quotas, over random clients in virtual time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateWindow, type RateWindowShape } from '../../../src/admission/quotas/rate-window.ts';

const shape = fc.record({
  samples: fc.integer({ min: 2, max: 15 }),
  sampleMs: fc.constantFrom(100, 1000, 3000),
});
const steps = fc.array(
  fc.record({ amount: fc.integer({ min: 1, max: 5000 }), restMs: fc.integer({ min: 0, max: 700 }) }),
  { minLength: 1, maxLength: 200 },
);
const startMs = fc.double({ min: 0, max: 1e6, noNaN: true });
const kafka: RateWindowShape = { samples: 11, sampleMs: 1000 };

/** What a client that waits as it is told has sent, and when. */
function obedient(
  of: RateWindowShape,
  limit: number,
  run: { readonly startMs: number; readonly steps: readonly { readonly amount: number; readonly restMs: number }[] },
): { readonly atMs: number; readonly amount: number; readonly waitMs: number }[] {
  const window = new RateWindow(of);
  let nowMs = run.startMs;
  return run.steps.map(({ amount, restMs }) => {
    const atMs = nowMs;
    window.record(amount, nowMs);
    const waitMs = window.throttleMs(limit, nowMs);
    nowMs += waitMs + restMs;
    return { atMs, amount, waitMs };
  });
}

test("INV-QUOTA-1: whenever a client that waits goes on, less than two windows' worth lie in its window", () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 1, max: 5000 }), startMs, steps, (of, limit, start, all) => {
      const sent = obedient(of, limit, { startMs: start, steps: all });
      const windowsWorth = (limit / 1000) * of.samples * of.sampleMs;
      for (const [index, { atMs }] of sent.entries()) {
        const first = Math.floor(atMs / of.sampleMs) - of.samples + 1;
        const before = sent.slice(0, index).filter((one) => Math.floor(one.atMs / of.sampleMs) >= first);
        const sum = before.reduce((total, one) => total + one.amount, 0);

        expect(sum).toBeLessThan(2 * windowsWorth);
      }
    }),
    { numRuns: 300 },
  );
});

test('a client below its limit never waits', () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 1000, max: 100_000 }), startMs, steps, (of, limit, start, all) => {
      const window = new RateWindow(of);
      let nowMs = start;
      for (const { amount } of all) {
        nowMs += (amount / limit) * 1000;
        window.record(amount, nowMs);
        // One request may stand at the very beginning of the window.
        const slackMs = (Math.max(...all.map((step) => step.amount)) / limit) * 1000;

        expect(window.throttleMs(limit, nowMs)).toBeLessThanOrEqual(slackMs);
      }
    }),
    { numRuns: 200 },
  );
});

test('a client that sends all it may gets its limit in the long run', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 1_000_000 }),
      startMs,
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (limit, start, share) => {
        const amount = Math.max(1, Math.floor(limit * share));
        const sent = obedient(kafka, limit, {
          startMs: start,
          steps: new Array(Math.ceil(400 / share)).fill({ amount, restMs: 0 }),
        });
        const seconds = (sent.at(-1)!.atMs - start) / 1000;
        const total = sent.reduce((sum, one) => sum + one.amount, 0);

        expect(total / seconds / limit).toBeGreaterThan(0.85);
        expect(total / seconds / limit).toBeLessThan(1.15);
      },
    ),
    { numRuns: 30 },
  );
});

test("the throttle time is Kafka's: the amount over the limit, less the span of the window", () => {
  const window = new RateWindow(kafka);

  window.record(30_000, 100_000);

  // 30,000 at 1,000 a second take 30 s, of which the window grants 10.
  expect(window.throttleMs(1000, 100_000)).toBe(20_000);
  expect(window.throttleMs(3000, 100_000)).toBe(0);
  expect(window.throttleMs(1000, 100_500)).toBe(19_500);
});

test('amounts leave the window after its last sample, and what was taken back was never there', () => {
  const window = new RateWindow(kafka);

  window.record(500, 5000);
  window.record(70, 5999);
  window.record(-70, 5999);

  expect([window.amount(15_999), window.amount(16_000)]).toEqual([500, 0]);
});

test('what lies in the window is what a list of everything says', () => {
  fc.assert(
    fc.property(shape, startMs, steps, (of, start, all) => {
      const window = new RateWindow(of);
      const list: { readonly sample: number; readonly amount: number }[] = [];
      let nowMs = start;
      for (const { amount, restMs } of all) {
        nowMs += restMs;
        window.record(amount, nowMs);
        const current = Math.floor(nowMs / of.sampleMs);
        list.push({ sample: current, amount });
        const expected = list.filter(({ sample }) => sample > current - of.samples);

        expect(window.amount(nowMs)).toBe(expected.reduce((sum, one) => sum + one.amount, 0));
      }
    }),
    { numRuns: 200 },
  );
});
