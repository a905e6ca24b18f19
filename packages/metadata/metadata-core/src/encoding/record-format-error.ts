import { OttlaError } from '@ottla/base';

/**
 * Bytes are no metadata records: `damaged` when they break the format, `unsupported` when they name a kind of record that
 * this version does not have (a newer version wrote them; start that one).
 */
export class RecordFormatError extends OttlaError<'damaged' | 'unsupported'> {}
