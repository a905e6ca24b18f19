/** Paths of a virtual disk. */

/** The names along an absolute path. */
export function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** The one way to write a path. */
export function normalized(path: string): string {
  return `/${partsOf(path).join('/')}`;
}
