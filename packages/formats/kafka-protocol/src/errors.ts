/**
 * The one way in which reading from, or writing to, the Kafka protocol fails. Data of a client is never asserted: it
 * either decodes or throws this.
 */
import { OttlaError } from '@ottla/base';

/**
 * - `truncated`: the bytes end inside of a value.
 * - `invalidLength`: a length is negative where none may be missing, or longer than its kind allows.
 * - `tooManyElements`: an array claims more elements than its bytes, or the message's budget, can hold.
 * - `invalidVarint`: a variable-length integer does not fit into 32 bits.
 * - `invalidTag`: a tagged field has another size than its value.
 * - `invalidText`: a string is not UTF-8.
 * - `unexpectedNull`: null where this version has none.
 * - `unsafeInteger`: a 64-bit integer that a JavaScript number cannot hold exactly.
 * - `trailingBytes`: bytes are left over behind the message.
 * - `unknownApi`, `unsupportedVersion`: no schema has this message.
 * - `invalidFrameSize`: a size prefix is zero, negative or over the bound.
 * - `unrepresentable`: a value that was to be written does not fit into its field, or its version lacks the field.
 */
export type ProtocolErrorCode =
  | 'truncated'
  | 'invalidLength'
  | 'tooManyElements'
  | 'invalidVarint'
  | 'invalidTag'
  | 'invalidText'
  | 'unexpectedNull'
  | 'unsafeInteger'
  | 'trailingBytes'
  | 'unknownApi'
  | 'unsupportedVersion'
  | 'invalidFrameSize'
  | 'unrepresentable';

/** Bytes are not what the protocol says, or a value cannot be said in it. */
export class ProtocolError extends OttlaError<ProtocolErrorCode> {}

/** The error of a field that carries a value in a version without that field. */
export function unrepresentable(field: string, version: number): ProtocolError {
  return new ProtocolError(
    'unrepresentable',
    `${field} has a value that version ${version} cannot carry: leave it at its default or use a newer version`,
  );
}

/** Throws unless `version` lies within the versions that the schema of `message` knows. */
export function checkVersion(message: string, version: number, bounds: readonly [min: number, max: number]): void {
  if (version >= bounds[0] && version <= bounds[1]) return;
  throw new ProtocolError(
    'unsupportedVersion',
    `${message} has no version ${version}: the schema knows ${bounds[0]} to ${bounds[1]}`,
  );
}
