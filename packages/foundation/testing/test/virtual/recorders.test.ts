/** What was logged and measured can be asked for. */
import { expect, test } from 'vitest';
import { createRecordingLogger, createRecordingMetrics } from '../../src/index.ts';

test('events are kept with the fields of the logger that said them', () => {
  const logger = createRecordingLogger();

  logger.child({ node: 1 }).warn('disk.slow', { delayMs: 5 });
  logger.info('started');

  expect(logger.events).toEqual([
    { level: 'warn', event: 'disk.slow', fields: { node: 1, delayMs: 5 } },
    { level: 'info', event: 'started', fields: {} },
  ]);
});

test('values are read by name and labels', async () => {
  const metrics = createRecordingMetrics();
  const gauge = metrics.gauge({ name: 'size', help: '', labels: ['topic'] });
  metrics.counter({ name: 'records', help: '' }).add(2);
  metrics.histogram({ name: 'wait', help: '', buckets: [1] }).observe(9);
  metrics.beforeScrape(() => {
    gauge.set(3, { topic: 't' });
  });

  expect(await metrics.scrape()).toContain('size{topic="t"} 3');
  expect([metrics.value('records'), metrics.value('wait'), metrics.value('size', { topic: 't' })]).toEqual([2, 1, 3]);
  gauge.remove({ topic: 't' });
  expect(metrics.value('size', { topic: 't' })).toBeUndefined();
});
