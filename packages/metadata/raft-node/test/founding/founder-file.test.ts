/** `founders.json`: made once, before a directory has an identity; what is in it is not made anew (FAULT-27). */
import type { NodeId } from '@ottla/raft-core';
import { allLost, VirtualDisk } from '@ottla/testing';
import { expect, it } from 'vitest';
import { beginFounderFile, openFounderFile } from '../../src/index.ts';

const directory = '/data';

async function disk(): Promise<VirtualDisk> {
  const made = new VirtualDisk();
  await made.makeDirectory(directory);
  await made.syncDirectory('/');
  return made;
}

it('what was remembered is there after a power loss, and stays when the beginning is repeated', async () => {
  const before = await disk();
  await beginFounderFile(before, directory);
  await (await openFounderFile(before, directory)).remember(2 as NodeId, 'directory of 2');
  const after = before.crash(allLost);
  await beginFounderFile(after, directory);
  const memory = await openFounderFile(after, directory);

  expect(memory.lost).toBeUndefined();
  expect(memory.directoryOf(2 as NodeId)).toBe('directory of 2');
});

it.each([
  ['is missing', undefined],
  ['is empty', ''],
  ['is cut off', '{ "version": 1, "directories": { "2": "d'],
  ['is of another version', '{ "version": 2, "directories": {} }'],
  ['has no directories', '{ "version": 1 }'],
])('one that %s knows nobody, and says so', async (_, content) => {
  const files = await disk();
  if (content !== undefined) {
    const file = await files.open(`${directory}/founders.json`, 'write');
    await file.write([new TextEncoder().encode(content)], 0);
    await file.close();
  }

  expect((await openFounderFile(files, directory)).lost).toContain('founders.json');
});
