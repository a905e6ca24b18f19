import { OttlaError } from './ottla-error.ts';

/** Opening or using a key-value store failed. */
export class KeyValueStoreError extends OttlaError<'locked' | 'corrupt' | 'closed' | 'io'> {}
