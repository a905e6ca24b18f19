/** What a session fails with when it is over without having been closed. */
import { OttlaClientError } from '@ottla/client-core';

/** The session has ended, or may have: what hung on it counts as gone. Open another one and begin again. */
export class SessionLostError extends OttlaClientError<'sessionLost'> {
  constructor(message: string, details?: { readonly cause?: unknown }) {
    super('sessionLost', message, { retriable: true, ...details });
  }
}
