/** What the Node capture clients share: arguments, the report on stdout, steps that may fail. */
import { readFileSync } from 'node:fs';
import type { CodecName, SentRecords } from '../batches.ts';
import type { SampleRecord } from '../samples.ts';

/** The broker's address and the samples file from the command line. */
export function clientArguments(): { bootstrap: string; samples: Array<SampleRecord & { timestamp: number }> } {
  const [bootstrap, file] = process.argv.slice(2);
  if (bootstrap === undefined || file === undefined) throw new Error('usage: <client> BOOTSTRAP SAMPLES');
  return { bootstrap, samples: JSON.parse(readFileSync(file, 'utf8')) };
}

/** Tells the capture what was sent with this codec. */
export function report(codec: CodecName, records: readonly SampleRecord[]): void {
  const line: SentRecords = { codec, records };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Runs one step; an API that the broker refuses is a good frame too, so a failure is only told. */
export async function attempt(name: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)}\n`);
  }
}

/** The bytes of a base64 text, null of null. */
export const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text, 'base64'));

/** Waits in real time: groups need their heartbeats to happen. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
