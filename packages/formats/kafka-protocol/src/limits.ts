/** The bounds of this package. Each says what happens when it is reached. */

/** Bytes of a string. A longer one is refused with `invalidLength` when read and `unrepresentable` when written. */
export const stringBytesMax = 32_767;

/** Elements of all arrays of one message together. A message with more is refused with `tooManyElements`: small bytes must not become many objects. */
export const messageElementsMax = 1_000_000;

/** Bytes of the longest string that is read byte by byte while it is plain ASCII; from here on the platform's decoder is faster and is used at once. */
export const shortTextReadBytesMax = 12;

/** Characters of the longest string that is written byte by byte when it is plain ASCII; longer ones go to the platform's encoder at once. */
export const shortTextWrittenCharsMax = 64;

/** Bytes that a writer copies into its own buffer. Longer byte strings are passed on by reference. */
export const copiedBytesMax = 1_024;

/** Bytes that a writer allocates at first. It grows by doubling. */
export const writerBytesInitial = 512;

/** Bytes of the largest frame, when the caller names no bound of its own. A larger one is refused with `invalidFrameSize` before anything is allocated. */
export const frameBytesMaxDefault = 104_857_600;

/** Bytes that an incomplete frame allocates at first, however large it claims to be. The buffer grows by doubling with what has arrived. */
export const partialFrameBytesInitial = 4_096;
