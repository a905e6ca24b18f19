/** Bars that lie: a group for each label, a bar for each series, the number behind each bar. */
import type { BarFigure } from './result.ts';
import { box, inks, line, picture, seriesColours, text, ticks, tickText } from './svg.ts';
import { short } from './text.ts';

const width = 760;
const margin = { top: 58, right: 70, bottom: 34, left: 16 };
const barHeight = 15;
const groupGap = 12;
const letterWidth = 6.6;
const keySize = 11;
const tickCount = 6;

/** Draws it. */
export function drawBars(figure: BarFigure): string {
  const { groups, series, title, unit } = figure;
  const labelWidth = Math.max(...groups.map(({ label }) => label.length), 4) * letterWidth;
  const left = margin.left + Math.min(labelWidth, width / 2);
  const groupHeight = series.length * barHeight + groupGap;
  const bottom = margin.top + groups.length * groupHeight;
  const scale = ticks(Math.max(...groups.flatMap(({ values }) => values.filter(Number.isFinite)), 0), tickCount);
  const most = scale.at(-1) ?? 1;
  const x = (value: number): number => left + (value / most) * (width - left - margin.right);
  const parts = [
    text(margin.left, 20, title, { bold: true, size: 15 }),
    ...legend(series),
    ...scale.flatMap((value) => [
      line([x(value), margin.top - 4], [x(value), bottom], inks.faint),
      text(x(value), bottom + 15, tickText(value), { anchor: 'middle', size: 11 }),
    ]),
    text(width - margin.left, 40, unit, { anchor: 'end' }),
    ...groups.flatMap((group, index) => drawGroup(group, { left, x, top: margin.top + index * groupHeight })),
    line([left, margin.top - 4], [left, bottom], inks.axis),
  ];
  return picture(width, bottom + margin.bottom, title, parts);
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly x: (value: number) => number;
}

function drawGroup({ label, values }: BarFigure['groups'][number], { left, top, x }: Place): string[] {
  const middle = top + (values.length * barHeight) / 2;
  const bars = values.flatMap((value, index) => {
    const y = top + index * barHeight;
    const end = Number.isFinite(value) ? x(value) : left;
    const colour = seriesColours[index % seriesColours.length] ?? inks.axis;
    return [
      box({ x: left, y, width: Math.max(0, end - left), height: barHeight - 2 }, colour),
      text(end + 4, y + barHeight - 4, short(value), { size: 11 }),
    ];
  });
  return [text(left - 8, middle + 3, label, { anchor: 'end' }), ...bars];
}

/** What the colours mean, in one row. */
export function legend(series: readonly string[], y = 40): string[] {
  const parts: string[] = [];
  let x = margin.left;
  for (const [index, name] of series.entries()) {
    parts.push(
      box({ x, y: y - 10, width: keySize, height: keySize }, seriesColours[index % seriesColours.length] ?? inks.axis),
    );
    parts.push(text(x + keySize + 5, y, name));
    x += keySize + 22 + name.length * letterWidth;
  }
  return parts;
}
