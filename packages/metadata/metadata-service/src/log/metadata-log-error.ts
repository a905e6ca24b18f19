import { OttlaError } from '@ottla/base';

/**
 * The metadata log cannot be used. `damaged`: something in it does not match its checksum or contradicts itself.
 * `missing`: a log was expected, and there is none. `foreign`: another cluster's or another node's.
 * `unsupported`: a newer version wrote it. `io`: the store failed. In all
 * cases the files are left as they are; the message names what is wrong and the way to repair it.
 */
export class MetadataLogError extends OttlaError<'damaged' | 'missing' | 'foreign' | 'unsupported' | 'io'> {}
