/** Small files that are there whole or not at all. */
import type { FileSystem } from '@ottla/base';

/**
 * Replaces the content of a file in one step: after a crash it holds the old content or the new. Durable on return.
 * `directory` must exist; errors are those of the file system.
 */
export async function writeFileAtomically(
  files: FileSystem,
  directory: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const temporary = `${directory}/${name}.new`;
  const file = await files.open(temporary, 'write');
  try {
    await file.truncate(0);
    await file.write([content], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, `${directory}/${name}`);
  await files.syncDirectory(directory);
}
