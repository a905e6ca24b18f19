/**
 * Paths of keys: `/a/b`. Every part has at least one character; none is a control character or half of one that takes two.
 */
import { keyPathCharsMax } from '../limits.ts';

/** Why a path names no key, or undefined when it can. */
export function pathProblem(path: string): string | undefined {
  if (path.length > keyPathCharsMax) return `A path has at most ${keyPathCharsMax} characters, not ${path.length}.`;
  if (!/^(\/[^/]+)+$/u.test(path))
    return `"${path.slice(0, 100)}" is no path: it begins with a slash, does not end in one, and has something between any two.`;
  if (/[\p{Cc}\p{Cs}]/u.test(path)) return 'A path has no control characters and no half characters.';
  return undefined;
}

/** The path up to its last slash, that included: what all its siblings begin with. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
