/** Keeps a number of sends under way for a time, the same for every client, and counts what was acknowledged. */
import { asError } from '../lib/as-error.ts';
import { Meter } from './meter.ts';
import { batchesUnderWay, batchRecords, type ProduceWork, singlesUnderWay, type WorkOutcome } from './work.ts';

/** Begins a send; calls back when it is acknowledged or failed. */
export type Send = (done: (error?: unknown) => void) => void;

/** Runs the work; rejects at the first send that failed. */
export function produceLoop(work: ProduceWork, send: Send): Promise<WorkOutcome> {
  const recordsEach = work.kind === 'batches' ? batchRecords : 1;
  const underWayMax = work.kind === 'batches' ? batchesUnderWay : singlesUnderWay;
  const meter = new Meter();
  const beginMs = performance.now();
  const warmMs = beginMs + work.warmupSeconds * 1_000;
  const endMs = warmMs + work.seconds * 1_000;
  let underWay = 0;
  let warm = false;
  let outcome: WorkOutcome | undefined;
  return new Promise((resolve, reject) => {
    let sending = false;
    const fill = (): void => {
      if (sending) return;
      sending = true;
      while (underWay < underWayMax && outcome === undefined) {
        underWay += 1;
        send(done);
      }
      sending = false;
    };
    const done = (error?: unknown): void => {
      underWay -= 1;
      if (error !== undefined && error !== null) reject(asError(error));
      const now = performance.now();
      if (!warm && now >= warmMs) {
        warm = true;
        meter.restart();
      } else if (warm && outcome === undefined) meter.count(recordsEach);
      if (now >= endMs) outcome ??= meter.outcome();
      if (outcome === undefined) fill();
      else if (underWay === 0) resolve(outcome);
    };
    fill();
  });
}
