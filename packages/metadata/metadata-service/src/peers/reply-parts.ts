/** Puts together how a forwarded command ended: a long reply comes in several pieces. */
import { ErrorCode, type MetadataOffset, outcome } from '@ottla/base';
import type { MetadataReply } from '@ottla/metadata-core';
import type { ForwardedEnd, ForwardedOutcome, ForwardedReply } from '@ottla/rpc';
import type { Result } from '../service/command-gate.ts';
import { unknownEnd } from './errand.ts';
import { decodeValue, UnreadableError } from './wire/wire-value.ts';

export class ReplyParts {
  #texts: Uint8Array[] = [];
  #parts: Uint8Array[] = [];

  /** The end, once all of it is there. */
  take(end: ForwardedEnd['end']): Result | undefined {
    if (end?.kind === 'reply') return this.#takeReply(end.value);
    if (end === undefined)
      return unknownEnd('The leader of the metadata answered something that this version does not know.');
    return { kind: end.kind, outcome: outcomeOf(end.value) };
  }

  #takeReply({ position, text, parts, more }: ForwardedReply): Result | undefined {
    this.#texts.push(text);
    for (const part of parts) this.#parts.push(part);
    if (more) return undefined;
    try {
      const reply = decodeValue({ text: joined(this.#texts), parts: this.#parts }) as MetadataReply;
      return { kind: 'committed', reply, position: position as MetadataOffset };
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      return unknownEnd(`The reply of the leader of the metadata cannot be read: ${error.message}.`);
    }
  }
}

function outcomeOf({ code, message }: ForwardedOutcome): ReturnType<typeof outcome> {
  return outcome(code === 0 ? ErrorCode.UNKNOWN_SERVER_ERROR : (code as ErrorCode), message);
}

function joined(texts: readonly Uint8Array[]): Uint8Array {
  const [first] = texts;
  if (texts.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(texts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const text of texts) {
    all.set(text, at);
    at += text.byteLength;
  }
  return all;
}
