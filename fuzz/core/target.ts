/** What is fuzzed, one decoder or one family of decoders a target, and how a law that does not hold is told. */
import type { SeededRandomness } from '@ottla/testing';

/** One thing that reads bytes of strangers. */
export interface Target {
  /** Kebab-case; the folder of its corpus has the same name. */
  readonly name: string;
  /** One sentence: what is read, and what must hold. */
  readonly about: string;
  /** Milliseconds that one input of at most 64 KiB may take. */
  readonly inputMsMax?: number;
  /** Runs a second when nobody says how many: expensive targets are run less. */
  readonly cost?: 'cheap' | 'dear';
  /** Makes an input from chance alone, so that seed and index name it. */
  generate(chance: SeededRandomness): Uint8Array;
  /** Feeds it. Answers in a word what became of it; throws when a law does not hold. */
  check(input: Uint8Array): string | Promise<string>;
}

/** A law that does not hold. Everything else that `check` throws is a finding as well: an error that is not of ours. */
export class BrokenLaw extends Error {
  override readonly name = 'BrokenLaw';
}

/** Throws a `BrokenLaw` unless the condition holds. */
export function law(holds: boolean, sentence: () => string): asserts holds {
  if (!holds) throw new BrokenLaw(sentence());
}

/** A class of errors with a literal code. */
type TypedError = abstract new (...parameters: never[]) => Error & { readonly code?: string };

/** The code of a typed refusal; what is thrown otherwise goes on. */
export function refusalOf(thrown: unknown, ...typed: readonly TypedError[]): string {
  for (const type of typed) if (thrown instanceof type) return `refused: ${thrown.code ?? thrown.name}`;
  throw thrown;
}
