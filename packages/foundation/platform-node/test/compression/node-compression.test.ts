/** The real compression port keeps the contract with both of its zstd codecs. */

import { compressionContract } from '@ottla/testing';
import { describe, expect, it } from 'vitest';
import { createNodeCompression } from '../../src/compression/node-compression.ts';
import { zstdModule } from '../../src/compression/zstd-module.ts';
import { zstdOfNode } from '../../src/compression/zstd-node.ts';

describe('with the native module for zstd', () => {
  compressionContract(() => createNodeCompression({ zstd: zstdModule }));
});

const ofNode = zstdOfNode();
describe.runIf(ofNode !== undefined)("with Node's own zstd", () => {
  compressionContract(() => createNodeCompression(ofNode === undefined ? {} : { zstd: ofNode }));
});

it('is chosen by what this Node has', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  expect(ofNode !== undefined).toBe(major > 22 || (major === 22 && minor >= 15));
});
