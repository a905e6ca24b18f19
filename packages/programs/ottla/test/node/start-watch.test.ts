/** What a start that waits tells of it. */
import { type LogFields, type Logger, silentLogger } from '@ottla/base';
import { VirtualTime } from '@ottla/testing';
import { expect, test } from 'vitest';
import { StartWatch } from '../../src/node/start-watch.ts';

test('it says whom it waits for after a second, and then ever more rarely', async () => {
  const time = new VirtualTime();
  const told: [number, unknown][] = [];
  const warn = (event: string, fields?: LogFields): void => {
    if (event === 'node.waiting') told.push([time.elapsedMs, fields?.['reason']]);
  };
  const logger: Logger = { ...silentLogger, warn };
  const watch = new StartWatch({ timers: time.timers, logger });
  let reason = 'for 2';
  const waiting = watch.waitFor(
    () => reason,
    new Promise<void>((resolve) => {
      time.timers.after(200_000, resolve);
    }),
  );
  await time.advance(2_000);
  reason = 'for 3';
  await time.settle(waiting);
  await time.advance(200_000);

  expect(told.map(([ms]) => ms)).toEqual([1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000]);
  expect(told.slice(0, 2).map(([, text]) => text)).toEqual(['for 2', 'for 3']);
});

test('what does not take long is not spoken of', async () => {
  const time = new VirtualTime();
  let told = 0;
  const logger: Logger = { ...silentLogger, warn: () => void (told += 1) };
  const watch = new StartWatch({ timers: time.timers, logger });
  await watch.waitFor(() => 'soon', Promise.resolve());
  await time.advance(5_000);

  expect(told).toBe(0);
});
