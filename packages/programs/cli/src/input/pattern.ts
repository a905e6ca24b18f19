/**
 * Takes keys and headers out of documents with a regular expression: its first group, or the whole match without groups.
 */
import { UsageError } from '../usage-error.ts';

/** Finds a part of a document; undefined when the pattern does not match. */
export type Extract = (document: Uint8Array) => Uint8Array | undefined;

/** Compiles a pattern, with `^` and `$` at every line. A wrong pattern is a usage error that names the option. */
export function extractor(option: string, pattern: string): Extract {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'mu');
  } catch (error) {
    throw new UsageError(
      `${option} is no regular expression: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return (document) => {
    const text = Buffer.from(document.buffer, document.byteOffset, document.byteLength).toString('utf8');
    const match = expression.exec(text);
    if (match === null) return undefined;
    return Buffer.from(match[1] ?? match[0], 'utf8');
  };
}

/** Splits `name=rest` of an option that may be given several times. */
export function nameAndRest(option: string, text: string): readonly [name: string, rest: string] {
  const at = text.indexOf('=');
  if (at < 0) throw new UsageError(`${option} ${text} has no "="; write it as ${option} name=value`);
  if (at === 0) throw new UsageError(`${option} ${text} has no name before its "="; write it as ${option} name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
