/** How a command ended, as it travels back: a long reply in several pieces, so that no message is too large. */
import type { ForwardedEnd } from '@ottla/rpc';
import { forwardFrameBytesMax } from '../../limits.ts';
import type { Result } from '../../service/command-gate.ts';
import { encodeValue } from './wire-value.ts';

/** With about as many bytes as it takes. */
export interface SizedEnd {
  readonly end: ForwardedEnd;
  readonly bytes: number;
}

/** One end, or all pieces of it in their order. */
export function endsOf(correlationId: number, result: Result): readonly SizedEnd[] {
  if (result.kind !== 'committed') {
    const { code, message } = result.outcome;
    return [
      { end: { correlationId, end: { kind: result.kind, value: { code, message } } }, bytes: 64 + message.length },
    ];
  }
  const { position } = result;
  const { text, parts } = encodeValue(result.reply);
  const pieces = cut(text, parts);
  return pieces.map((piece, at) => ({
    end: {
      correlationId,
      end: { kind: 'reply', value: { position, text: piece.text, parts: piece.parts, more: at < pieces.length - 1 } },
    },
    bytes: 64 + piece.bytes,
  }));
}

interface Piece {
  readonly text: Uint8Array;
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

const noText = new Uint8Array(0);

function cut(text: Uint8Array, parts: readonly Uint8Array[]): readonly Piece[] {
  const total = parts.reduce((sum, { byteLength }) => sum + byteLength, text.byteLength);
  if (total <= forwardFrameBytesMax) return [{ text, parts, bytes: total }];
  const pieces: Piece[] = [];
  for (let at = 0; at < text.byteLength; at += forwardFrameBytesMax) {
    const piece = text.subarray(at, at + forwardFrameBytesMax);
    pieces.push({ text: piece, parts: [], bytes: piece.byteLength });
  }
  let some: Uint8Array[] = [];
  let bytes = 0;
  const next = (): void => {
    if (some.length > 0) pieces.push({ text: noText, parts: some, bytes });
    some = [];
    bytes = 0;
  };
  for (const part of parts) {
    if (bytes + part.byteLength > forwardFrameBytesMax) next();
    some.push(part);
    bytes += part.byteLength;
  }
  next();
  return pieces;
}
