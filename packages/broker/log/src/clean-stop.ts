/**
 * The file of a clean stop: a line for each log that was closed with everything on stable storage. It stands in the directory
 * of the logs from the end of a clean stop until the next start, which reads it and takes it away, durably, before any
 * log changes (INV-PLOG-9): it never tells of a log that went on. Without it, or for a log without a line, recovery reads the log itself.
 *
 * ```
 * ottla-clean-stop 1 <CRC-32C of the rest>
 * <topic id>/<partition> <JSON of the log at rest>
 * ```
 */
import { type Crc32c, type FileSystem, FileSystemError, type Logger, type Timers } from '@ottla/base';
import { CLEAN_STOP_BYTES_MAX, LOGS_PER_TURN_MAX } from './limits.ts';
import { temporarySuffix } from './paths.ts';
import { parseRestingLog, type RestingLog } from './resting-log.ts';
import { parseHeaded, removeIfPresent, type SideFileKind, writeHeaded } from './side-file.ts';
import { Turns } from './turns.ts';

const kind: SideFileKind = { name: 'ottla-clean-stop', version: 1 };
const fileName = 'clean-stop';
const newline = 0x0a;
const space = 0x20;

/** What the file works through. */
export interface CleanStopPorts {
  readonly files: FileSystem;
  readonly crc32c: Crc32c;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** What the last clean stop wrote down, a line for each log, parsed when it is asked for. */
export class CleanStop {
  readonly #lines: Map<string, Uint8Array>;

  constructor(lines: Map<string, Uint8Array>) {
    this.#lines = lines;
  }

  get size(): number {
    return this.#lines.size;
  }

  /** The log's line, once. */
  take(key: string): RestingLog | undefined {
    const line = this.#lines.get(key);
    this.#lines.delete(key);
    if (line === undefined) return undefined;
    try {
      const resting = parseRestingLog(JSON.parse(new TextDecoder().decode(line)));
      return resting !== undefined && keyOf(resting) === key ? resting : undefined;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return undefined;
    }
  }
}

function keyOf({ topicId, partition }: RestingLog): string {
  return `${topicId}/${partition}`;
}

/** Writes the file of logs that are closed and at rest. All of it is durable, or the file is not there. */
export async function writeCleanStop(
  ports: CleanStopPorts,
  directory: string,
  logs: readonly RestingLog[],
): Promise<void> {
  const turns = new Turns(ports.timers, LOGS_PER_TURN_MAX);
  const lines: Uint8Array[] = [];
  let bytes = 0;
  const encoder = new TextEncoder();
  for (const log of logs) {
    await turns.next();
    const line = encoder.encode(`${keyOf(log)} ${JSON.stringify(log)}\n`);
    // The rest is recovered from the logs themselves.
    if (bytes + line.length > CLEAN_STOP_BYTES_MAX) break;
    bytes += line.length;
    lines.push(line);
  }
  await writeHeaded({ ...ports, directory, path: pathIn(directory) }, kind, joined(lines, bytes));
}

/**
 * Reads what the last clean stop wrote down and takes the file away. When this resolves the file does not come back, so that
 * the logs may change. A file that cannot be used counts as none; one that cannot be taken away is an error.
 */
export async function takeCleanStop(ports: CleanStopPorts, directory: string): Promise<CleanStop> {
  const path = pathIn(directory);
  await removeIfPresent(ports.files, path + temporarySuffix);
  let bytes: Uint8Array;
  try {
    bytes = await ports.files.readFile(path);
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'notFound') throw error;
    return new CleanStop(new Map());
  }
  await ports.files.remove(path);
  await ports.files.syncDirectory(directory);
  const read = parseHeaded(bytes, kind, ports.crc32c);
  if (read.kind === 'content') return new CleanStop(linesOf(read.content));
  ports.logger.warn('log.clean_stop_damaged', { path, reason: read.why });
  return new CleanStop(new Map());
}

function linesOf(body: Uint8Array): Map<string, Uint8Array> {
  const lines = new Map<string, Uint8Array>();
  const decoder = new TextDecoder('latin1');
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(newline, at);
    if (end < 0) break;
    const keyEnd = body.indexOf(space, at);
    if (keyEnd >= 0 && keyEnd < end)
      lines.set(decoder.decode(body.subarray(at, keyEnd)), body.subarray(keyEnd + 1, end));
    at = end + 1;
  }
  return lines;
}

function joined(lines: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    at += line.length;
  }
  return whole;
}

function pathIn(directory: string): string {
  return `${directory}/${fileName}`;
}
