import { OttlaError } from './ottla-error.ts';

/** Compressed bytes could not be read: `corrupt`, over a limit (`tooLarge`), or with a codec that is not there (`unsupported`). */
export class CompressionError extends OttlaError<'corrupt' | 'tooLarge' | 'unsupported'> {}
