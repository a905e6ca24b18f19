/** Progress of long work on standard error: a line that is redrawn on a terminal, silence elsewhere but for the last line. */

/** What a progress line counts. */
export interface Progress {
  add(records: number, bytes: number): void;
  /** Draws the last state and ends the line. */
  finish(): void;
}

/** Milliseconds between two drawings. */
const redrawMs = 200;

/** Starts to count. `write` puts text on standard error; `nowMs` is a monotonic clock. */
export function startProgress(
  label: string,
  output: { readonly isTerminal: boolean; write(text: string): void },
  nowMs: () => number,
): Progress {
  const started = nowMs();
  let records = 0;
  let bytes = 0;
  let drawn = started;

  const line = (): string => {
    const seconds = Math.max((nowMs() - started) / 1000, 0.001);
    const rate = Math.round(records / seconds);
    const size = bytes < 1e6 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
    return `${label}: ${records === 1 ? '1 record' : `${records} records`}, ${size}, ${rate} records/s, ${seconds.toFixed(1)} s`;
  };

  return {
    add(moreRecords, moreBytes) {
      records += moreRecords;
      bytes += moreBytes;
      if (!output.isTerminal || nowMs() - drawn < redrawMs) return;
      drawn = nowMs();
      output.write(`\r${line()}`);
    },
    finish() {
      output.write(output.isTerminal ? `\r${line()}\n` : `${line()}\n`);
    },
  };
}
