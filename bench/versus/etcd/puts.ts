/** What is measured on both clusters: writers that put small values under keys of their own, each one after the other. */
import { Latencies, type Percentiles } from '../../lib/latencies.ts';

/** Who puts what, and where. */
export interface PutLoad {
  readonly cluster: 'Ottla' | 'etcd';
  /** The client's port of the node that leads. */
  readonly port: number;
  readonly writers: number;
  readonly valueBytes: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** What came of it, without the time to warm up. */
export interface PutOutcome {
  readonly puts: number;
  readonly seconds: number;
  readonly latencies: Percentiles;
}

/** Keys that each writer goes round. */
export const keysPerWriter = 1_000;

export const keyOf = (writer: number, put: number): string => `/bench/${writer}/${put % keysPerWriter}`;

/** Runs the writers against one way to put a value. */
export async function runWriters(load: PutLoad, put: (path: string) => Promise<unknown>): Promise<PutOutcome> {
  const latencies = new Latencies();
  const begin = performance.now() + load.warmupSeconds * 1_000;
  const end = begin + load.seconds * 1_000;
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const started = performance.now();
      if (started >= end) return;
      await put(keyOf(writer, count));
      if (started >= begin) latencies.record(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: load.writers }, (_, writer) => write(writer)));
  return { puts: latencies.count, seconds: (performance.now() - begin) / 1_000, latencies: latencies.percentiles() };
}
