/** Something that is done by whoever leads: here, or on another node. */
import { ErrorCode, outcome } from '@ottla/base';
import type { Result } from '../service/command-gate.ts';
import type { Ask } from './wire/asks.ts';
import type { WireValue } from './wire/wire-value.ts';

export interface Errand {
  readonly ask: Ask;
  readonly requestId: string | undefined;
  /** Errands begin in this order. */
  readonly number: number;
  /** Until when a leader is looked for. */
  readonly untilMs: number;
  /** As it travels; made when it is first needed. */
  wire: WireValue | undefined;
  /** Bytes with which it counts among the open ones; 0: it does not. */
  bytes: number;
  readonly settle: (result: Result) => void;
}

/** The leader said that it leads no more, or not yet: nothing happened. */
export function wasNotLed(result: Result): boolean {
  return result.kind === 'refused' && result.outcome.code === ErrorCode.NOT_CONTROLLER;
}

export function notLed(sentence: string): Result {
  return { kind: 'refused', outcome: outcome(ErrorCode.NOT_CONTROLLER, sentence) };
}

export function unknownEnd(sentence: string): Result {
  return { kind: 'unknown', outcome: outcome(ErrorCode.REQUEST_TIMED_OUT, sentence) };
}
