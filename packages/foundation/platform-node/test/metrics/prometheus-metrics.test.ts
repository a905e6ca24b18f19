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
  const metrics = createPrometheusMetrics();

  const text = await metrics.scrape();
  metrics.close();

  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  expect(valueOf(text, 'process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(valueOf(text, 'ottla_event_loop_busy_ratio')).toBeGreaterThan(0);
});

test('too many label combinations are counted under one', async () => {
  const metrics = create();
  const counter = metrics.counter({ name: 'ottla_a_total', help: 'A.', labels: ['client'] });
  for (let client = 0; client < 1010; client += 1) counter.add(1, { client: String(client) });
  counter.with({ client: 'late' }).add(5);

  const text = await metrics.scrape();

  expect(text).toContain('ottla_a_total{client="overflow"} 15');
  expect(text).not.toContain('client="1005"');
});

test('a handle counts into the series of its labels', async () => {
  const metrics = create();
  const counter = metrics.counter({ name: 'ottla_a_total', help: 'A.', labels: ['topic'] });
  const histogram = metrics.histogram({ name: 'ottla_b_seconds', help: 'B.', labels: ['api'], buckets: [1] });
  const count = counter.with({ topic: 't' });
  count.add(2);
  counter.add(3, { topic: 't' });
  histogram.with({ api: 'Fetch' }).observe(0.5);

  const text = await metrics.scrape();

  expect(text).toContain('ottla_a_total{topic="t"} 5');
  expect(text).toContain('ottla_b_seconds_count{api="Fetch"} 1');
});

test('a series that was removed begins anew', async () => {
  const metrics = create();
  const counter = metrics.counter({ name: 'ottla_a_total', help: 'A.', labels: ['topic'] });
  counter.with({ topic: 't' }).add(2);
  counter.remove({ topic: 't' });

  expect(await metrics.scrape()).not.toContain('topic="t"');
  counter.with({ topic: 't' }).add(1);
  expect(await metrics.scrape()).toContain('ottla_a_total{topic="t"} 1');
});

test('readings are made at each scrape, and added up where there are too many', async () => {
  const metrics = create();
  let partitions = 1003;
  metrics.reading({ name: 'ottla_end_offset', help: 'End.', labels: ['topic', 'partition'] }, (report) => {
    for (let partition = 0; partition < partitions; partition += 1) report(10, 't', String(partition));
  });

  const many = await metrics.scrape();
  partitions = 1;
  const few = await metrics.scrape();

  expect(many).toContain('ottla_end_offset{topic="t",partition="999"} 10');
  expect(many).toContain('ottla_end_offset{topic="overflow",partition="overflow"} 30');
  expect(few.split('\n').filter((line) => line.startsWith('ottla_end_offset'))).toEqual([
    'ottla_end_offset{topic="t",partition="0"} 10',
  ]);
});

test('other work gets its turn while many series are printed', async () => {
  const metrics = create();
  for (let index = 0; index < 10; index += 1) {
    const counter = metrics.counter({ name: `ottla_${index}_total`, help: 'Many.', labels: ['topic'] });
    for (let topic = 0; topic < 1000; topic += 1) counter.add(1, { topic: String(topic) });
  }
  let turns = 0;
  let printing = true;
  const turn = (): void => {
    turns += 1;
    if (printing) setImmediate(turn);
  };
  setImmediate(turn);

  await metrics.scrape();
  printing = false;

  expect(turns).toBeGreaterThanOrEqual(9);
});

test('a delay of the event loop shows at a scrape behind it', async () => {
  const metrics = createPrometheusMetrics();
  await metrics.scrape();
  let seen = 0;

  // The runtime looks every few milliseconds, and measures from the second look on.
  for (let round = 0; round < 20 && seen < 0.05; round += 1) {
    for (let block = 0; block < 3; block += 1) {
      const until = performance.now() + 80;
      while (performance.now() < until);
      await new Promise((resolve) => setImmediate(resolve));
    }
    seen = valueOf(await metrics.scrape(), 'ottla_event_loop_delay_max_seconds');
  }
  metrics.close();

  expect(seen).toBeGreaterThan(0.05);
});

test('what was declared can be listed', () => {
  const metrics = create();
  metrics.histogram({ name: 'ottla_b_seconds', help: 'B.', labels: ['api'], buckets: [2, 1] });

  expect(metrics.declared()).toMatchObject([
    { name: 'ottla_b_seconds', help: 'B.', type: 'histogram', labels: ['api'], buckets: [1, 2] },
  ]);
});

function valueOf(text: string, name: string): number {
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1],
  );
}
