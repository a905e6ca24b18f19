import type { Branded } from '@ottla/base';

/**
 * Counts the changes of sessions, keys and candidacies, over the whole cluster and for ever: each change has one of its
 * own, and all that one transaction does has the same. 0 means "never".
 */
export type Revision = Branded<number, 'Revision'>;

/** Digits of any safe integer. */
const hexDigits = 14;
const decimalDigits = 16;

/** A number as text that sorts as the numbers do. */
export function sortable(value: number): string {
  return value.toString(16).padStart(hexDigits, '0');
}

/** What a sequential key ends in: sorts as the revisions do. */
export function sequenceSuffix(revision: Revision): string {
  return String(revision).padStart(decimalDigits, '0');
}

/** The revision behind this one. */
export function nextRevision(revision: Revision): Revision {
  return (revision + 1) as Revision;
}
