/** The node's logger: warnings and errors become lines of the timeline, and errors are counted. */
import type { LogFields, Logger } from '@ottla/base';
import type { Timeline } from '../trace/timeline.ts';
import type { Life } from './life.ts';

/** What the node said that it should not need to say. */
export interface NodeError {
  readonly event: string;
  readonly text: string;
}

/** Makes the logger of one process. Errors are handed to `onError`. */
export function worldLogger(timeline: Timeline, life: Life, onError: (error: NodeError) => void): Logger {
  const note = (level: string, event: string, fields: LogFields = {}): string => {
    const text = Object.entries(fields)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ');
    timeline.note('node', `${level} ${event} ${text}`);
    return text;
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: life.call((event, fields) => {
      note('warn', event, fields);
    }),
    error: life.call((event, fields) => {
      onError({ event, text: note('error', event, fields) });
    }),
    child: () => worldLogger(timeline, life, onError),
  };
}
