/** Lines: of percentiles, with the axis stretched towards 100 and a logarithmic scale of time; or of anything over time. */
import type { CurveFigure } from './result.ts';
import { box, inks, line, path, picture, seriesColours, text, ticks, tickText } from './svg.ts';

const width = 760;
const plotHeight = 280;
const margin = { top: 36, right: 24, bottom: 44, left: 58 };
const legendLine = 17;
const tickCount = 6;
const percentileTicks = [0, 50, 90, 99, 99.9, 99.99];
/** 100 % has no place on a logarithmic axis: the last point stands where this would. */
const percentileMost = 99.995;

type Point = readonly [number, number];

/** A scale: where a value stands, from 0 to 1, and the values that are written beside it. */
interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Draws it. */
export function drawCurve(figure: CurveFigure): string {
  const { lines, title, xTitle, yTitle, axes } = figure;
  const points = lines.flatMap((each) => each.points).filter(([, y]) => Number.isFinite(y));
  const xs = axes === 'percentiles' ? percentileScale() : linearScale(Math.max(...points.map(([x]) => x), 0));
  const yMost = Math.max(...points.map(([, y]) => y), 0);
  const ys = axes === 'percentiles' ? logScale(points.map(([, y]) => y)) : linearScale(yMost);
  const bottom = margin.top + plotHeight;
  const x = (value: number): number => margin.left + xs.place(value) * (width - margin.left - margin.right);
  const y = (value: number): number => bottom - ys.place(value) * plotHeight;
  const parts = [
    text(margin.left, 20, title, { bold: true, size: 15 }),
    ...xs.ticks.flatMap((value) => [
      line([x(value), margin.top], [x(value), bottom], inks.faint),
      text(x(value), bottom + 16, axes === 'percentiles' ? `p${value}` : tickText(value), {
        anchor: 'middle',
        size: 11,
      }),
    ]),
    ...ys.ticks.flatMap((value) => [
      line([margin.left, y(value)], [width - margin.right, y(value)], inks.faint),
      text(margin.left - 6, y(value) + 4, tickText(value), { anchor: 'end', size: 11 }),
    ]),
    text(margin.left - 6, margin.top - 8, yTitle, { anchor: 'end', size: 11 }),
    text(width - margin.right, bottom + 34, xTitle, { anchor: 'end', size: 11 }),
    ...lines.map((each, index) => path(placed(each.points, x, y), colourOf(index))),
    ...lines.flatMap(({ label }, index) => key(label, index, bottom + 34)),
  ];
  return picture(width, bottom + margin.bottom + lines.length * legendLine, title, parts);
}

const colourOf = (index: number): string => seriesColours[index % seriesColours.length] ?? inks.axis;

function placed(points: readonly Point[], x: (value: number) => number, y: (value: number) => number): Point[] {
  return points.filter((point) => Number.isFinite(point[1])).map((point) => [x(point[0]), y(point[1])] as const);
}

function key(label: string, index: number, from: number): string[] {
  const top = from + index * legendLine;
  return [
    box({ x: margin.left, y: top + 3, width: 18, height: 4 }, colourOf(index)),
    text(margin.left + 26, top + 9, label),
  ];
}

/** Each nine takes as much room as the one before. */
function percentileScale(): Scale {
  const most = nines(percentileMost);
  return { place: (value) => nines(Math.min(value, percentileMost)) / most, ticks: percentileTicks };
}

const nines = (percentile: number): number => -Math.log10(1 - percentile / 100);

function logScale(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  const least = Math.floor(Math.log10(Math.min(...positive, 1)));
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...positive, 10 ** least))));
  const marks = Array.from({ length: most - least }, (_, index) =>
    [1, 2, 5].map((factor) => factor * 10 ** (least + index)),
  );
  return {
    place: (value) => (Math.log10(Math.max(value, 10 ** least)) - least) / (most - least),
    ticks: [...marks.flat(), 10 ** most],
  };
}

function linearScale(most: number): Scale {
  const marks = ticks(most, tickCount);
  const last = marks.at(-1) ?? 1;
  return { place: (value) => value / last, ticks: marks };
}
