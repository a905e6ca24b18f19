import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delimiterBytes, documentsOf, unescapeText } from '../../src/input/documents.ts';

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(text: string, delimiter: string, size = 7): Promise<string[]> {
  const found: string[] = [];
  for await (const document of documentsOf(chunksOf(text, size), delimiterBytes(delimiter))) {
    found.push(Buffer.from(document).toString('utf8'));
  }
  return found;
}

describe('documents of a stream', () => {
  it('are what stands between the delimiters, the last without one', async () => {
    const found = await collect('one\ntwo\nthree', '\\n');

    expect(found).toEqual(['one', 'two', 'three']);
  });

  it('may be parted by an empty line, and lose no inner newline', async () => {
    const found = await collect('Package: a\nSize: 1\n\nPackage: b\nSize: 2\n', '\\n\\n');

    expect(found).toEqual(['Package: a\nSize: 1', 'Package: b\nSize: 2']);
  });

  it('may be empty, but a longer gap between paragraphs is none', async () => {
    expect(await collect('a\n\nb\n', '\\n')).toEqual(['a', '', 'b']);
    expect(await collect('a\n\n\n\nb\n', '\\n\\n')).toEqual(['a', 'b']);
  });

  it('keep the text of a delimiter that is only half there', async () => {
    const found = await collect('a-b--c', '--', 1);

    expect(found).toEqual(['a-b', 'c']);
  });

  it('do not depend on how the stream was cut', async () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/));
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 1, max: 9 }), async (expected, size) => {
        const found = await collect(expected.join(';;'), ';;', size);

        expect(found).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('escapes in an option', () => {
  it('stand for the bytes they name', () => {
    expect(unescapeText('a\\tb\\n\\x00\\\\')).toBe('a\tb\n\0\\');
  });

  it('refuse an empty delimiter', () => {
    expect(() => delimiterBytes('')).toThrow('--delimiter is empty');
  });
});
