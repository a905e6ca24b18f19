import { OttlaError } from '@ottla/base';

/**
 * This node may not found its log. `otherDirectory`: it has been here before with another disk. `otherFounders`, `noMemory`, `stranger`:
 * see the message. `stopped`: it was stopped while it waited.
 */
export type FoundingErrorCode = 'otherDirectory' | 'otherFounders' | 'noMemory' | 'stranger' | 'stopped';

export class FoundingError extends OttlaError<FoundingErrorCode> {}
