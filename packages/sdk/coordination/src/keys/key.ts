/** Keys as the client tells them. */
import { KeyEventKind, type Key as WireKey, type KeyEvent as WireKeyEvent } from '@ottla/rpc';

/** A key of the tree. Its bytes belong to whoever got it. */
export interface Key {
  readonly path: string;
  readonly value: Uint8Array;
  /** The revision that made it; another one when it was deleted and made again. */
  readonly createRevision: number;
  /** The revision that wrote it last: compare with it to change only what was seen. */
  readonly modRevision: number;
  /** How often it was written since it was made, that included. */
  readonly version: number;
  /** The session with which it goes; 0: it stays. */
  readonly sessionId: number;
}

/** What happened to a key. `expired`: it went because its session was not kept alive. */
export interface KeyChange {
  readonly kind: 'put' | 'deleted' | 'expired';
  readonly path: string;
  /** As it is then; undefined: gone. */
  readonly key: Key | undefined;
  /** As it was before; undefined: not there. */
  readonly previous: Key | undefined;
}

/** A value: bytes as they are, text as UTF-8. */
export type Value = Uint8Array | string;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value of a key as text. Throws a `TypeError` when it is not UTF-8. */
export function textOf({ value }: Pick<Key, 'value'>): string {
  return decoder.decode(value);
}

/** The value of a key as JSON. Throws when it is none; what it is then is for the caller to check. */
export function jsonOf(key: Pick<Key, 'value'>): unknown {
  return JSON.parse(textOf(key)) as unknown;
}

/** The bytes of a value. */
export function bytesOf(value: Value): Uint8Array {
  return typeof value === 'string' ? encoder.encode(value) : value;
}

/** A copy, so that a key which is kept does not keep the message that brought it. */
export function keyOf(key: WireKey): Key;
export function keyOf(key: WireKey | undefined): Key | undefined;
export function keyOf(key: WireKey | undefined): Key | undefined {
  return key === undefined ? undefined : { ...key, value: key.value.slice() };
}

/** The change that an event tells. */
export function changeOf({ kind, path, key, previous }: WireKeyEvent): KeyChange {
  return { kind: changeKind(kind, key), path, key: keyOf(key), previous: keyOf(previous) };
}

function changeKind(kind: WireKeyEvent['kind'], key: WireKey | undefined): KeyChange['kind'] {
  if (key !== undefined) return 'put';
  return kind === KeyEventKind.expired ? 'expired' : 'deleted';
}
