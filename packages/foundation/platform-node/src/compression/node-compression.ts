/** The compression port on Node: gzip by zlib, snappy and lz4 by native modules, zstd by whichever of both is there. */
import { CodecId, type Compression, CompressionError } from '@ottla/base';
import { type Codec, outputBound } from './codec.ts';
import { gzip } from './gzip.ts';
import { lz4 } from './lz4.ts';
import { snappy } from './snappy.ts';
import { zstdModule } from './zstd-module.ts';
import { zstdOfNode } from './zstd-node.ts';

/** Replaces the choice of a codec, for tests of both. */
export interface NodeCompressionOptions {
  readonly zstd?: Codec;
}

/** All codecs. Native modules are loaded at the first use of their codec. */
export function createNodeCompression(options: NodeCompressionOptions = {}): Compression {
  const codecs = new Map<CodecId, Codec>([
    [CodecId.gzip, gzip],
    [CodecId.snappy, snappy],
    [CodecId.lz4, lz4],
    [CodecId.zstd, options.zstd ?? zstdOfNode() ?? zstdModule],
  ]);
  return {
    compress: (codec, bytes) => (codec === CodecId.none ? bytes : find(codecs, codec).compress(bytes)),
    decompress(codec, bytes, limits) {
      if (codec === CodecId.none) return bytes;
      return find(codecs, codec).decompress(bytes, outputBound(limits, bytes.length));
    },
  };
}

function find(codecs: ReadonlyMap<CodecId, Codec>, id: CodecId): Codec {
  const codec = codecs.get(id);
  if (codec === undefined) throw new CompressionError('unsupported', `there is no codec ${id}; codecs are 0 to 4`);
  return codec;
}
