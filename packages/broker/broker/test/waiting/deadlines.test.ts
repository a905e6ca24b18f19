import { VirtualTime } from '@ottla/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Deadline, Deadlines } from '../../src/waiting/deadlines.ts';

test('whatever is added and removed, what is left expires in order and at its time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { maxLength: 60 }), async (wanted) => {
      const time = new VirtualTime();
      const deadlines = new Deadlines(time);
      const expired: [at: number, now: number][] = [];
      const all = wanted.map(
        ([atMs]): Deadline => ({
          atMs,
          place: -1,
          expire: () => void expired.push([atMs, time.elapsedMs]),
        }),
      );
      for (const deadline of all) deadlines.add(deadline);
      all.forEach((deadline, index) => {
        if (wanted[index]![1]) deadlines.remove(deadline);
      });
      deadlines.remove({ atMs: 5, place: -1, expire: () => undefined });

      await time.advance(1001);

      const kept = wanted.filter(([, removed]) => !removed).map(([atMs]) => atMs);
      expect(expired.map(([at]) => at)).toEqual(kept.sort((a, b) => a - b));
      for (const [at, now] of expired) expect(now).toBe(at);
      expect(deadlines.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
