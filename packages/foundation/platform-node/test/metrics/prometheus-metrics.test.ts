/** Metrics as Prometheus reads them. */
import { expect, test } from 'vitest';
import { createPrometheusMetrics } from '../../src/index.ts';

const create = () => createPrometheusMetrics({ processMetrics: false });

test('a counter without labels is there from the start', async () => {
  const metrics = create();
  const counter = metrics.counter({ name: 'ottla_records_total', help: 'Records.' });
  expect(await metrics.scrape()).toContain('# TYPE ottla_records_total counter\nottla_records_total 0');

  counter.add(2);
  counter.add(3);

  expect(await metrics.scrape()).toContain('ottla_records_total 5');
});

test('label combinations are kept apart and their values escaped', async () => {
  const metrics = create();
  const gauge = metrics.gauge({ name: 'ottla_size_bytes', help: 'Size.', labels: ['topic', 'kind'] });
  gauge.set(1, { topic: 'a"b', kind: 'x' });
  gauge.set(2, { topic: 'a"b', kind: 'y' });
  gauge.set(3, { topic: 'gone', kind: 'x' });
  gauge.remove({ topic: 'gone', kind: 'x' });

  const text = await metrics.scrape();

  expect(text).toContain('ottla_size_bytes{topic="a\\"b",kind="x"} 1');
  expect(text).toContain('ottla_size_bytes{topic="a\\"b",kind="y"} 2');
  expect(text).not.toContain('gone');
});

test('a histogram counts up through its buckets', async () => {
  const metrics = create();
  const histogram = metrics.histogram({ name: 'ottla_wait_seconds', help: 'Wait.', buckets: [5, 1], labels: ['door'] });
  for (const value of [0.5, 1, 3, 9]) histogram.observe(value, { door: 'kafka' });

  const lines = (await metrics.scrape()).split('\n').filter((line) => !line.startsWith('#') && line !== '');

  expect(lines).toEqual([
    'ottla_wait_seconds_bucket{door="kafka",le="1"} 2',
    'ottla_wait_seconds_bucket{door="kafka",le="5"} 3',
    'ottla_wait_seconds_bucket{door="kafka",le="+Inf"} 4',
    'ottla_wait_seconds_sum{door="kafka"} 13.5',
    'ottla_wait_seconds_count{door="kafka"} 4',
  ]);
});

test('values that are read rather than counted are asked for before each scrape', async () => {
  const metrics = create();
  const gauge = metrics.gauge({ name: 'ottla_open_files', help: 'Files.' });
  let open = 0;
  metrics.beforeScrape(() => {
    open += 1;
    gauge.set(open);
  });
  await metrics.scrape();

  expect(await metrics.scrape()).toContain('ottla_open_files 2');
});

test('a name is declared once', () => {
  const metrics = create();
  metrics.counter({ name: 'ottla_a_total', help: 'A.' });

  expect(() => metrics.counter({ name: 'ottla_a_total', help: 'A.' })).toThrow('declared once');
});

test('the process reports on itself when asked to', async () => {
  expect(await createPrometheusMetrics().scrape()).toContain('process_resident_memory_bytes');
});

test('too many label combinations are counted under one', async () => {
  const metrics = create();
  const counter = metrics.counter({ name: 'ottla_a_total', help: 'A.', labels: ['client'] });
  for (let client = 0; client < 20_010; client += 1) counter.add(1, { client: String(client) });

  const text = await metrics.scrape();

  expect(text).toContain('ottla_a_total{client="overflow"} 10');
  expect(text).not.toContain('client="20005"');
});
