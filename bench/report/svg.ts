/** What both kinds of pictures are drawn with: text, lines and boxes of an SVG, in colours that also differ when printed grey. */

/** Places and sizes, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Colours of series, in order. */
export const seriesColours = ['#9aa5b1', '#d9480f', '#1864ab', '#5f3dc4', '#2b8a3e', '#862e9c', '#0b7285', '#5c3d00'];
/** Colours of words, and of lines in the background. */
export const inks = { text: '#212529', faint: '#e3e7ea', axis: '#868e96' };

const fontSize = 12;

/** How a text stands at its place. */
export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly size?: number;
}

/** A line of text; `y` is its base line. */
export function text(x: number, y: number, words: string, options: TextOptions = {}): string {
  const { anchor = 'start', bold = false, size = fontSize } = options;
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${at(x)}" y="${at(y)}" font-size="${size}" text-anchor="${anchor}"${weight}>${escaped(words)}</text>`;
}

/** A straight line. */
export function line(from: readonly [number, number], to: readonly [number, number], colour: string): string {
  return `<line x1="${at(from[0])}" y1="${at(from[1])}" x2="${at(to[0])}" y2="${at(to[1])}" stroke="${colour}"/>`;
}

/** A filled box. */
export function box({ x, y, width, height }: Box, colour: string): string {
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${colour}"/>`;
}

/** A line through points. */
export function path(points: ReadonlyArray<readonly [number, number]>, colour: string): string {
  return `<polyline points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

/** A whole picture on white, so that it can be read on any page. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" fill="${inks.text}">`;
  const ground = `<rect width="${width}" height="${height}" fill="#ffffff"/>`;
  return [open, `<title>${escaped(title)}</title>`, ground, ...parts, '</svg>', ''].join('\n');
}

/** Round numbers from 0 to at least `most`, at most about `count` of them. */
export function ticks(most: number, count: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const steps = Math.ceil(most / step);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** A number on an axis. */
export function tickText(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return String(Number(value.toPrecision(3)));
}

const at = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
