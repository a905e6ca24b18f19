/** The log port on pino: one JSON object a line, the event's name in `event`. Lines are written in the background and flushed at exit. */
import { mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { LogFields, Logger } from '@ottla/base';
import type * as PinoModule from 'pino';
import { fileSystemError } from '../files/file-errors.ts';
import { readableLine } from './readable-line.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface PinoLoggerOptions {
  /** What is less important is dropped. Default `info`. */
  readonly level?: LogLevel;
  /** A line for people instead of JSON. Default false. */
  readonly pretty?: boolean;
  /** Where lines go: `stdout` (default), `stderr`, a file's path, or something that takes them. */
  readonly destination?: 'stdout' | 'stderr' | { readonly file: string } | { write(line: string): void };
}

/** A logger that can be told to write what it holds. */
export interface FlushingLogger extends Logger {
  /** Writes what waits, before this returns. */
  flush(): void;
}

interface Sink {
  write(line: string): void;
  flushSync?(): void;
}

/**
 * Makes a logger. Fails with a `FileSystemError` when its file cannot be opened.
 * The library is loaded here and not with this module: a client that logs nothing does not pay for it.
 */
export function createPinoLogger(options: PinoLoggerOptions = {}): FlushingLogger {
  const { destination, pino, stdSerializers } = createRequire(import.meta.url)('pino') as typeof PinoModule;
  const sink = sinkOf(options.destination ?? 'stdout', destination);
  const serializers: Record<string, PinoModule.SerializerFn> = { error: stdSerializers.err, cause: stdSerializers.err };
  const lines: Sink = options.pretty === true ? { write: (line) => sink.write(readableLine(line)) } : sink;
  const root = pino(
    {
      level: options.level ?? 'info',
      base: null,
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers,
    },
    lines,
  );
  return { ...adapted(root), flush: () => sink.flushSync?.() };
}

function sinkOf(
  destination: NonNullable<PinoLoggerOptions['destination']>,
  openDestination: typeof PinoModule.destination,
): Sink {
  if (destination === 'stdout') return openDestination({ dest: 1, sync: false });
  if (destination === 'stderr') return openDestination({ dest: 2, sync: false });
  if ('file' in destination) return openDestination({ dest: openLog(destination.file), sync: false });
  return destination;
}

/** Opened here and now: a file that cannot be written is a mistake to report at the start, and a flush needs it open. */
function openLog(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'a');
  } catch (thrown) {
    throw fileSystemError('open the log file', file, thrown);
  }
}

function adapted(logger: PinoModule.Logger): Logger {
  return {
    debug: (event, fields) => {
      logger.debug(fields ?? {}, event);
    },
    info: (event, fields) => {
      logger.info(fields ?? {}, event);
    },
    warn: (event, fields) => {
      logger.warn(fields ?? {}, event);
    },
    error: (event, fields) => {
      logger.error(fields ?? {}, event);
    },
    child: (fields: LogFields) => adapted(logger.child(fields)),
  };
}
