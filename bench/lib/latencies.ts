/** Latencies in an HDR histogram, and what is told of them. Recorded in microseconds, told in milliseconds. */
import { build, type Histogram } from 'hdr-histogram-js';

/** Points of the distribution: [percentile, milliseconds]. */
export type Percentiles = ReadonlyArray<readonly [percentile: number, ms: number]>;

const percentiles = [0, 10, 25, 50, 75, 90, 95, 98, 99, 99.5, 99.9, 99.95, 99.99, 100];
const longestMs = 600_000;

/** Three significant digits up to ten minutes. */
export class Latencies {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMs * 1_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  get count(): number {
    return this.#histogram.totalCount;
  }

  record(ms: number): void {
    this.#histogram.recordValue(Math.min(longestMs * 1_000, Math.max(1, Math.round(ms * 1_000))));
  }

  percentiles(): Percentiles {
    return percentiles.map((percentile) => [percentile, this.#histogram.getValueAtPercentile(percentile) / 1_000]);
  }
}

/** The value at one of the percentiles that are told. */
export function atPercentile(points: Percentiles, wanted: number): number {
  const found = points.find(([percentile]) => percentile === wanted);
  if (found === undefined) throw new Error(`percentile ${wanted} is not told; one of ${percentiles.join(', ')}`);
  return found[1];
}
