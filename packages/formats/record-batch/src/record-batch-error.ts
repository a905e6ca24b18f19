import { OttlaError } from '@ottla/base';

/**
 * The records of a batch cannot be read: their bytes break the format (`malformed`), the compressed data is damaged
 * (`corrupt`), it would grow past the limits (`tooLarge`), or nobody here has its codec (`unsupported`). The batch header
 * may still be fine, so that a reader can go on with the next batch.
 */
export class RecordBatchError extends OttlaError<'malformed' | 'corrupt' | 'tooLarge' | 'unsupported'> {}
