/** Reads numbers out of a node's `/metrics`. */

/** One reading: the first value of each metric name, labels left out. */
export type Reading = ReadonlyMap<string, number>;

/** Asks a node. */
export async function readMetrics(httpPort: number): Promise<Reading> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/metrics`);
  const reading = new Map<string, number>();
  for (const line of (await answer.text()).split('\n')) {
    const [, name, value] = /^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? (\S+)/.exec(line) ?? [];
    if (name !== undefined && !reading.has(name)) reading.set(name, Number(value));
  }
  return reading;
}
