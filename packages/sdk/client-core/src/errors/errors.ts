/** The kinds of client errors. */
import { type ClientErrorDetails, OttlaClientError } from './client-error.ts';

/** The server understood and said no; `kafkaError` names why. */
export class RequestFailedError extends OttlaClientError<'requestFailed'> {
  constructor(message: string, details?: ClientErrorDetails) {
    super('requestFailed', message, details);
  }
}

/** No node could be reached, or the connection was lost before the answer. */
export class ConnectionFailedError extends OttlaClientError<'connectionFailed'> {
  constructor(message: string, details?: ClientErrorDetails) {
    super('connectionFailed', message, { retriable: true, ...details });
  }
}

/** The time that was allowed is over. */
export class TimedOutError extends OttlaClientError<'timedOut'> {
  constructor(message: string, details?: ClientErrorDetails) {
    super('timedOut', message, { retriable: true, ...details });
  }
}

/** A record found no room in `bufferMemory` within `maxBlockMs`. */
export class BufferFullError extends OttlaClientError<'bufferFull'> {
  constructor(message: string) {
    super('bufferFull', message, { retriable: true });
  }
}

/** The client was closed. */
export class ClosedError extends OttlaClientError<'closed'> {
  constructor(message: string, details?: ClientErrorDetails) {
    super('closed', message, details);
  }
}

/** `wakeup()` ended a waiting poll. */
export class WakeupError extends OttlaClientError<'wakeup'> {
  constructor() {
    super('wakeup', 'The poll was ended by wakeup(); poll again to go on.', { retriable: true });
  }
}

/** A key or value could not be turned into bytes. */
export class SerializationError extends OttlaClientError<'serialization'> {
  constructor(message: string, details?: ClientErrorDetails) {
    super('serialization', message, details);
  }
}

/** A record's place in the log. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The bytes of a record could not be turned into a key or value. Seek behind `offset`, or call `skip()`, to go on. */
export class DeserializationError extends OttlaClientError<'deserialization'> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;

  constructor(message: string, place: RecordPlace, details?: ClientErrorDetails) {
    super('deserialization', message, details);
    this.topic = place.topic;
    this.partition = place.partition;
    this.offset = place.offset;
  }
}

/** A record batch is damaged or cannot be opened. `offset` is its first, `endOffset` the one behind it. */
export class CorruptBatchError extends OttlaClientError<'corruptBatch'> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly endOffset: number;

  constructor(message: string, place: RecordPlace & { readonly endOffset: number }, details?: ClientErrorDetails) {
    super('corruptBatch', message, details);
    this.topic = place.topic;
    this.partition = place.partition;
    this.offset = place.offset;
    this.endOffset = place.endOffset;
  }
}

/** The log has no such offset (any more), and `autoOffsetReset` is `none`. */
export class OffsetOutOfRangeError extends OttlaClientError<'offsetOutOfRange'> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number | undefined;

  constructor(
    message: string,
    place: { readonly topic: string; readonly partition: number; readonly offset: number | undefined },
  ) {
    super('offsetOutOfRange', message, { kafkaError: 'OFFSET_OUT_OF_RANGE' });
    this.topic = place.topic;
    this.partition = place.partition;
    this.offset = place.offset;
  }
}

/** An option has a value that it cannot have. */
export class InvalidOptionError extends OttlaClientError<'invalidOption'> {
  constructor(message: string) {
    super('invalidOption', message);
  }
}

/** The call does not fit the state that the client is in. */
export class InvalidStateError extends OttlaClientError<'invalidState'> {
  constructor(message: string) {
    super('invalidState', message);
  }
}
