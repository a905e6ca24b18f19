/** Every bound of the real platform, by name. */

/** Buffers of one gathered write; the kernel's IOV_MAX on Linux. A longer list is written in several calls. */
export const writevChunksMax = 1024;

/** Bytes of one write or read call, under the 2 GiB that the kernel takes. More is moved in several calls. */
export const callBytesMax: number = 2 ** 30;

/** Milliseconds of one system timer, the largest that Node takes. A longer delay is waited for in several stretches. */
export const timerStretchMsMax: number = 2 ** 31 - 1;

/** Connections that wait for `accept` at a listening port. The kernel may lower it; beyond it a client connects slowly. */
export const acceptBacklog = 4096;

/** Bytes of the one buffer that all accepted connections are read into; more comes with the next read. */
export const readBufferBytes: number = 64 * 1024;

/** Bytes queued on a connection from which `write` answers false. Writing on is allowed; the caller bounds it. */
export const connectionHighMarkBytes: number = 1024 * 1024;

/** Random bytes drawn from the system at once and handed out as integers. */
export const randomPoolBytes = 4096;

/** Times that the empty store behind a directory lock is repaired after damage before locking fails. */
export const lockRepairsMax = 1;

/** Label combinations of one metric. Beyond it a new combination is counted under `overflow` in all labels. */
export const metricSeriesMax = 1000;

/** Lines of a scrape that are printed before other work gets its turn, give or take one metric. */
export const linesPerTurnMax = 500;

/** Milliseconds for which a scrape keeps other work waiting, give or take one metric. */
export const scrapeTurnMsMax = 5;

/** Milliseconds between two looks at the event loop's delay; shorter delays are not seen. */
export const eventLoopSampleMs = 20;

/** Milliseconds of silence on a connection after which the kernel asks whether the other end still lives. */
export const keepAliveDelayMs = 60_000;

/** Entries that are fetched from a key-value store at once while it is walked. */
export const entriesPerFetch = 256;
