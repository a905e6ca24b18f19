/** What every file system promises while the power is on. What survives a power loss is the virtual disk's own matter. */
import type { FileHandle, FileSystem } from '@ottla/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A file system under test. */
export interface FileSystemSubject {
  readonly files: FileSystem;
  /** An empty directory. */
  readonly root: string;
  dispose(): Promise<void>;
}

const bytes = (words: string): Uint8Array => Uint8Array.from(words, (letter) => letter.charCodeAt(0));
const text = (content: Uint8Array): string => Array.from(content, (byte) => String.fromCharCode(byte)).join('');

/** Declares the suite for the file system that `create` makes. */
export function fileSystemContract(create: () => Promise<FileSystemSubject>): void {
  describe('the contract of the file system', () => {
    let subject: FileSystemSubject;
    let files: FileSystem;
    const at = (name: string): string => `${subject.root}/${name}`;
    const fileWith = async (name: string, content: string): Promise<FileHandle> => {
      const file = await files.open(at(name), 'write');
      await file.write([bytes(content)], 0);
      return file;
    };

    beforeEach(async () => {
      subject = await create();
      files = subject.files;
    });
    afterEach(() => subject.dispose());

    describe('a file', () => {
      it('gives back what was written, chunk after chunk', async () => {
        const file = await files.open(at('a'), 'create');
        await file.write([bytes('one'), bytes(''), bytes('two')], 2);
        await file.sync();

        expect(await file.size()).toBe(8);
        expect(text(await files.readFile(at('a')))).toBe('\0\0onetwo');
        await file.close();
      });

      it('takes more chunks than one system call does', async () => {
        const chunks = Array.from({ length: 3000 }, (_, index) => Uint8Array.of(index & 255, index >> 8));
        const file = await files.open(at('a'), 'create');
        await file.write(chunks, 0);

        const content = await files.readFile(at('a'));
        expect(content.length).toBe(6000);
        expect([content[5998], content[5999]]).toEqual([2999 & 255, 2999 >> 8]);
        await file.close();
      });

      it('is not changed by writing nothing', async () => {
        const file = await fileWith('a', 'x');
        await file.write([], 5);
        await file.write([new Uint8Array(0)], 9);

        expect(await file.size()).toBe(1);
        await file.close();
      });

      it('reads up to its end and no further', async () => {
        const file = await fileWith('a', 'abcdef');
        const target = bytes('..........');

        expect(await file.read(target, 4)).toBe(2);
        expect(text(target)).toBe('ef........');
        expect(await file.read(target, 6)).toBe(0);
        expect(await file.read(target, 100)).toBe(0);
        await file.close();
      });

      it('reads into a part of a larger array', async () => {
        const file = await fileWith('a', 'abcdef');
        const target = bytes('......');

        expect(await file.read(target.subarray(2, 4), 1)).toBe(2);
        expect(text(target)).toBe('..bc..');
        await file.close();
      });

      it('keeps nothing of the chunks after the write is done (FAULT-73)', async () => {
        const file = await files.open(at('a'), 'create');
        const chunk = bytes('safe');
        await file.write([chunk], 0);
        chunk.fill(0);

        expect(text(await files.readFile(at('a')))).toBe('safe');
        await file.close();
      });

      it('is cut and extended with zeros', async () => {
        const file = await fileWith('a', 'abcdef');
        await file.truncate(2);
        await file.truncate(4);

        expect(text(await files.readFile(at('a')))).toBe('ab\0\0');
        await file.close();
      });

      it('is the same file through two handles, and after its name changed', async () => {
        const file = await fileWith('a', 'abc');
        const other = await files.open(at('a'), 'read');
        await files.rename(at('a'), at('b'));
        await file.write([bytes('X')], 1);
        const target = new Uint8Array(3);

        expect(await other.read(target, 0)).toBe(3);
        expect(text(target)).toBe('aXc');
        await file.close();
        await other.close();
      });

      it('can be used through its handle after it was removed', async () => {
        const file = await fileWith('a', 'abc');
        await files.remove(at('a'));

        expect(await file.size()).toBe(3);
        expect(await files.stat(at('a'))).toBeUndefined();
        await file.close();
      });

      it('cannot be used after it was closed; closing again does nothing', async () => {
        const file = await fileWith('a', 'abc');
        await file.close();
        await file.close();

        const closed = { code: 'closed', path: at('a') };
        await expect(file.read(new Uint8Array(1), 0)).rejects.toMatchObject(closed);
        await expect(file.write([bytes('x')], 0)).rejects.toMatchObject(closed);
        await expect(file.sync()).rejects.toMatchObject(closed);
        await expect(file.truncate(0)).rejects.toMatchObject(closed);
        await expect(file.size()).rejects.toMatchObject(closed);
      });
    });

    describe('opening', () => {
      it('to read fails where there is no file', async () => {
        const missing = { code: 'notFound', path: at('a') };
        await expect(files.open(at('a'), 'read')).rejects.toMatchObject(missing);
        await expect(files.readFile(at('a'))).rejects.toMatchObject(missing);
      });

      it('to create fails where there is one', async () => {
        await (await fileWith('a', 'x')).close();

        await expect(files.open(at('a'), 'create')).rejects.toMatchObject({ code: 'alreadyExists' });
        expect(text(await files.readFile(at('a')))).toBe('x');
      });

      it('to write keeps what is there', async () => {
        await (await fileWith('a', 'old')).close();
        const again = await files.open(at('a'), 'write');

        expect(await again.size()).toBe(3);
        await again.close();
      });

      it('fails in a directory that does not exist', async () => {
        await expect(files.open(at('no/a'), 'write')).rejects.toMatchObject({ code: 'notFound' });
      });
    });

    describe('a directory', () => {
      it('is made with all above it, and again without an error', async () => {
        await files.makeDirectory(at('x/y/z'));
        await files.makeDirectory(at('x/y/z'));

        expect(await files.stat(at('x/y/z'))).toEqual({ kind: 'directory', size: 0, identity: '' });
      });

      it('is not made over a file', async () => {
        await (await fileWith('a', 'x')).close();

        await expect(files.makeDirectory(at('a'))).rejects.toMatchObject({ code: 'alreadyExists' });
      });

      it('lists its entries by name', async () => {
        for (const name of ['b', 'a10', 'a2']) await (await fileWith(name, 'x')).close();
        await files.makeDirectory(at('B'));

        expect(await files.list(subject.root)).toEqual([
          { name: 'B', kind: 'directory' },
          { name: 'a10', kind: 'file' },
          { name: 'a2', kind: 'file' },
          { name: 'b', kind: 'file' },
        ]);
        await expect(files.list(at('no'))).rejects.toMatchObject({ code: 'notFound' });
      });

      it('is removed with all below it, and again without an error', async () => {
        await files.makeDirectory(at('x/y'));
        await (await fileWith('x/y/a', 'x')).close();

        await files.removeDirectory(at('x'));
        await files.removeDirectory(at('x'));

        expect(await files.list(subject.root)).toEqual([]);
      });

      it('moves with what is in it', async () => {
        await files.makeDirectory(at('x'));
        await (await fileWith('x/a', 'moved')).close();
        await files.rename(at('x'), at('y'));

        expect(text(await files.readFile(at('y/a')))).toBe('moved');
        expect(await files.stat(at('x'))).toBeUndefined();
      });

      it('is synced, and only where it is', async () => {
        await files.syncDirectory(subject.root);

        await expect(files.syncDirectory(at('no'))).rejects.toMatchObject({ code: 'notFound' });
      });

      it('has room', async () => {
        expect(await files.freeBytes(subject.root)).toBeGreaterThan(0);
      });
    });

    describe('a name', () => {
      it('is told with kind and size, and undefined where there is nothing', async () => {
        await (await fileWith('a', 'abc')).close();

        expect(await files.stat(at('a'))).toMatchObject({ kind: 'file', size: 3 });
        expect(await files.stat(at('no'))).toBeUndefined();
        expect(await files.stat(at('no/deeper'))).toBeUndefined();
      });

      it('moves over another file in one step', async () => {
        await (await fileWith('a', 'new')).close();
        await (await fileWith('b', 'old')).close();
        await files.rename(at('a'), at('b'));

        expect(text(await files.readFile(at('b')))).toBe('new');
        expect(await files.stat(at('a'))).toBeUndefined();
      });

      it('cannot be moved or removed where it is not', async () => {
        await expect(files.rename(at('no'), at('b'))).rejects.toMatchObject({ code: 'notFound' });
        await expect(files.remove(at('no'))).rejects.toMatchObject({ code: 'notFound' });
      });
    });

    describe('the identity of a file', () => {
      const identityOf = async (name: string): Promise<string | undefined> => (await files.stat(at(name)))?.identity;
      /** Does it again until the clock of the file system has moved on, which takes some milliseconds on a real one. */
      const isChangedBy = async (change: () => Promise<void>): Promise<boolean> => {
        const before = await identityOf('a');
        for (let tries = 0; tries < 100_000; tries += 1) {
          await change();
          if ((await identityOf('a')) !== before) return true;
        }
        return false;
      };

      it('stays while it is read, synced and closed, and the file beside it changes', async () => {
        const file = await fileWith('a', 'abc');
        const before = await identityOf('a');
        await file.sync();
        await file.close();
        await files.syncDirectory(subject.root);
        await files.readFile(at('a'));
        await (await fileWith('b', 'abc')).close();

        expect(before).not.toBe('');
        expect(await identityOf('a')).toBe(before);
        expect(await identityOf('b')).not.toBe(before);
      });

      it('changes when it is written or cut, also to what it was', async () => {
        const file = await fileWith('a', 'abc');

        expect(await isChangedBy(() => file.write([bytes('abc')], 0))).toBe(true);
        expect(await isChangedBy(() => file.truncate(3))).toBe(true);
        await file.close();
      });

      it('changes when another file takes its name', async () => {
        await (await fileWith('a', 'abc')).close();
        const before = await identityOf('a');
        await (await fileWith('b', 'abc')).close();
        await files.rename(at('b'), at('a'));

        expect(await identityOf('a')).not.toBe(before);
      });
    });

    describe('a lock (FAULT-83)', () => {
      it('has one holder at a time, and is free after its release', async () => {
        const lock = await files.lock(subject.root);
        const second = files.lock(subject.root);
        await expect(second).rejects.toMatchObject({ code: 'locked', path: subject.root });
        await expect(second).rejects.toHaveProperty('holder', expect.any(String));

        await lock.release();
        await lock.release();

        await (await files.lock(subject.root)).release();
      });

      it('of one directory says nothing about another', async () => {
        await files.makeDirectory(at('x'));
        await files.makeDirectory(at('y'));
        const locks = [await files.lock(at('x')), await files.lock(at('y'))];

        for (const lock of locks) await lock.release();
      });
    });
  });
}
