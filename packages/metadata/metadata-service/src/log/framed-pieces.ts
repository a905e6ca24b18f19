/**
 * A snapshot's pieces in one string of bytes that may be cut anywhere: between nodes a snapshot travels in chunks of its own size, and
 * comes back in those. Each piece: its length (4 bytes), its bytes.
 */

const lengthBytes = 4;

export function framePieces(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  return pieces.map((piece) => {
    const framed = new Uint8Array(lengthBytes + piece.byteLength);
    new DataView(framed.buffer).setUint32(0, piece.byteLength);
    framed.set(piece, lengthBytes);
    return framed;
  });
}

/** The pieces as they were framed, however they were cut; undefined when bytes are missing or left over. */
export function unframePieces(chunks: readonly Uint8Array[]): readonly Uint8Array[] | undefined {
  const bytes = joined(chunks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    if (at + lengthBytes > bytes.byteLength) return undefined;
    const end = at + lengthBytes + view.getUint32(at);
    if (end > bytes.byteLength) return undefined;
    pieces.push(bytes.subarray(at + lengthBytes, end));
    at = end;
  }
  return pieces;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
