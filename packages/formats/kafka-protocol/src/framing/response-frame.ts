/** Responses as frames: a header with the request's correlation id, then the body. */
import { decodeResponseHeader, encodeResponseHeader } from '../generated/headers.ts';
import { Reader } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import { headerVersions } from './header-versions.ts';

/** Which request is answered. */
export interface ResponseTo {
  readonly key: number;
  /** The version in which the response is written. */
  readonly version: number;
  readonly correlationId: number;
}

/** A response whose header was read. */
export interface OpenedResponse {
  readonly correlationId: number;
  /** Stands at the first byte of the body. */
  readonly body: Reader;
}

/** A writer that holds the size prefix and the header; append the body, then take the frame with `finishFrame`. */
export function startResponse(to: ResponseTo): Writer {
  const writer = new Writer();
  writer.int32(0);
  encodeResponseHeader(writer, { correlationId: to.correlationId }, headerVersions(to.key, to.version).response);
  return writer;
}

/** Reads the header of a frame, without its size prefix, that answers a request of this key and version. */
export function openResponse(frame: Uint8Array, key: number, version: number): OpenedResponse {
  const body = new Reader(frame);
  const { correlationId } = decodeResponseHeader(body, headerVersions(key, version).response);
  return { correlationId, body };
}
