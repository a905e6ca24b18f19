/** Requests as frames: a header that says what follows, then the body. */
import { decodeRequestHeader, encodeRequestHeader, type RequestHeader } from '../generated/headers.ts';
import { Reader } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import { headerVersions } from './header-versions.ts';

/** A request whose header was read. */
export interface OpenedRequest {
  readonly header: RequestHeader;
  /** Stands at the first byte of the body. */
  readonly body: Reader;
}

/** Reads the header of a frame without its size prefix. Throws `unknownApi` when no header version can be told. */
export function openRequest(frame: Uint8Array): OpenedRequest {
  const peek = new Reader(frame);
  const version = headerVersions(peek.int16(), peek.int16()).request;
  const body = new Reader(frame);
  return { header: decodeRequestHeader(body, version), body };
}

/** A writer that holds the size prefix and the header; append the body, then take the frame with `finishFrame`. */
export function startRequest(header: RequestHeader): Writer {
  const writer = new Writer();
  writer.int32(0);
  const version = headerVersions(header.requestApiKey, header.requestApiVersion).request;
  encodeRequestHeader(writer, header, version);
  return writer;
}
