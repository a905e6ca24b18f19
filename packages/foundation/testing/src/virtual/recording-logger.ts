/** A logger that keeps what it is told, for tests that ask what was logged. */
import type { LogFields, Logger } from '@ottla/base';

export interface LoggedEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** A logger and what it kept, its children's events included. */
export interface RecordingLogger extends Logger {
  readonly events: readonly LoggedEvent[];
}

/** Makes one. */
export function createRecordingLogger(): RecordingLogger {
  const events: LoggedEvent[] = [];
  return { events, ...loggerInto(events, {}) };
}

function loggerInto(events: LoggedEvent[], common: LogFields): Logger {
  const note = (level: LoggedEvent['level'], event: string, fields: LogFields = {}): void => {
    events.push({ level, event, fields: { ...common, ...fields } });
  };
  return {
    debug: (event, fields) => {
      note('debug', event, fields);
    },
    info: (event, fields) => {
      note('info', event, fields);
    },
    warn: (event, fields) => {
      note('warn', event, fields);
    },
    error: (event, fields) => {
      note('error', event, fields);
    },
    child: (fields) => loggerInto(events, { ...common, ...fields }),
  };
}
