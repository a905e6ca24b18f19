/** Turns a JSON log line into one for people: `12:30:21.123 INFO  segment.rolled topic=orders offset=42`. */

/** The line that a person reads. What is no JSON object stays as it is. */
export function readableLine(line: string): string {
  const fields = fieldsOf(line);
  if (fields === undefined) return line;
  const rest = new Map(fields);
  const time = textOf(rest.get('time')).slice('2024-01-01T'.length, -1);
  const level = textOf(rest.get('level')).toUpperCase().padEnd(5);
  const event = textOf(rest.get('event'));
  for (const name of ['time', 'level', 'event']) rest.delete(name);
  const words = [...rest].map(([name, value]) => `${name}=${textOf(value)}`);
  return `${[time, level, event, ...words].join(' ')}\n`;
}

function fieldsOf(line: string): [string, unknown][] | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : undefined;
  } catch {
    // Not one of our lines.
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
