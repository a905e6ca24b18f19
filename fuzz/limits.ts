/** The bounds of fuzzing, each with what happens at it. */

/** Bytes of the largest input that a generator makes, unless its target makes larger ones on purpose. Longer ones are cut. */
export const inputBytesMax: number = 64 * 1024;

/** Milliseconds that one input may take when its target names none. A slower one is a finding, once it was slow every time it was tried. */
export const inputMsMaxDefault = 50;

/** How often a slow input is run again; the fastest run counts, as the machine has other work too. */
export const slowTries = 4;

/** Objects, arrays and elements that one byte may stand for: a structure of tagged fields brings its defaults along. More is a finding. */
export const partsPerByteMax = 40;

/** Bytes by which the heap may have grown, after a collection where Node offers one, over all inputs of a target. More is a finding. */
export const heapGrowthBytesMax: number = 192 * 1024 * 1024;

/** Inputs between two looks at memory and clock. */
export const inputsPerLook = 500;

/** Attempts at making a failing input smaller. Then the smallest one so far is told. */
export const minimizeTriesMax = 20_000;

/** Milliseconds for making a failing input smaller. Then the smallest one so far is told. */
export const minimizeMsMax = 20_000;

/** Characters of an input that a report prints as hexadecimal digits. A longer one lies in the corpus folder whole. */
export const reportedHexCharsMax = 4_000;

/** Runs of each target when nobody says how many. */
export const runsDefault = 20_000;

/** Of runs asked for, the share that an expensive target makes. */
export const dearShare = 0.01;
