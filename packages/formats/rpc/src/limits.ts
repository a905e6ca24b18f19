/** The bounds of this package. Each says what happens when it is reached. */

/** Elements of all repeated fields of one message. A message with more is refused with `invalidArgument`: small bytes must not become many objects. */
export const messageElementsMax = 200_000;

/** Nesting of unknown groups that a decoder skips. Deeper ones are refused with `invalidArgument`. */
export const skippedGroupDepthMax = 32;

/** Bytes of the writer that short messages share. A longer message gets memory of its own. */
export const sharedWriterBytes = 65_536;

/** Bytes of the largest text that is read byte by byte when it is plain ASCII; longer text goes through the decoder at once. */
export const shortTextBytesMax = 64;
