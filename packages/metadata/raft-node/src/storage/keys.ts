/**
 * Where things lie in the store. Numbers in keys are big-endian, so that the store's order is theirs.
 *
 *     D                        description of the newest snapshot
 *     E index(8)               an entry of the log
 *     F                        the founding: whose store this is, and who founded the quorum; written once
 *     P slot(8) offset(8)      a piece of a snapshot
 *     S                        the state: hard state, bounds of the log, slot of the newest snapshot; in every batch
 */
import { FieldReader, FieldWriter } from './fields.ts';

const letter = { description: 0x44, entry: 0x45, founding: 0x46, piece: 0x50, state: 0x53 } as const;

export const descriptionKey: Uint8Array = Uint8Array.of(letter.description);
export const foundingKey: Uint8Array = Uint8Array.of(letter.founding);
export const stateKey: Uint8Array = Uint8Array.of(letter.state);

export function entryKey(index: number): Uint8Array {
  return new FieldWriter(9).byte(letter.entry).number(index).take();
}

export function pieceKey(slot: number, offset: number): Uint8Array {
  return new FieldWriter(17).byte(letter.piece).number(slot).number(offset).take();
}

/** What a key stands for. */
export type KeyMeaning =
  | { readonly kind: 'description' | 'founding' | 'state' | 'unknown' }
  | { readonly kind: 'entry'; readonly index: number }
  | { readonly kind: 'piece'; readonly slot: number; readonly offset: number };

export function meaningOf(key: Uint8Array): KeyMeaning {
  const reader = new FieldReader(key);
  const meaning = read(reader);
  return reader.isWhole ? meaning : { kind: 'unknown' };
}

function read(reader: FieldReader): KeyMeaning {
  const first = reader.byte();
  if (first === letter.entry) return { kind: 'entry', index: reader.number() };
  if (first === letter.piece) return { kind: 'piece', slot: reader.number(), offset: reader.number() };
  if (first === letter.description) return { kind: 'description' };
  if (first === letter.founding) return { kind: 'founding' };
  return { kind: first === letter.state ? 'state' : 'unknown' };
}

/** A key as people read it. */
export function nameOf(meaning: KeyMeaning): string {
  switch (meaning.kind) {
    case 'entry':
      return `entry ${meaning.index}`;
    case 'piece':
      return `the piece at byte ${meaning.offset} of the snapshot in slot ${meaning.slot}`;
    case 'description':
      return 'the description of the snapshot';
    case 'founding':
      return 'the founding marker';
    case 'state':
      return 'the state (term, vote, bounds of the log)';
    case 'unknown':
      return 'a key that this version does not know';
  }
}
