/** Every bound of this package. What happens at the bound stands with each. */

/** Bytes queued and not yet durable in one log at which a broker should pause the connections that feed it. */
export const PENDING_BYTES_HIGH: number = 32 * 1024 * 1024;

/** Bytes queued and not yet durable in one log: an append that would pass it is refused as `busy`. */
export const PENDING_BYTES_MAX: number = 64 * 1024 * 1024;

/** Bytes of one write and sync. A group ends before it would pass this; one larger batch is a group of its own. */
export const GROUP_BYTES_MAX: number = 16 * 1024 * 1024;

/** Bytes that make a group worth writing while the sync of what came before is under way. Below: it goes on collecting. */
export const WRITE_AHEAD_BYTES: number = 1024 * 1024;

/** Chunks of one write: a group ends there, so that one `writev` can take it. */
export const GROUP_CHUNKS_MAX = 1000;

/** Bytes appended since the last checkpoint that make the next one: what recovery reads at most, give or take a group. */
export const CHECKPOINT_BYTES: number = 32 * 1024 * 1024;

/** Time after the last checkpoint at which upkeep makes one although fewer bytes were appended. */
export const CHECKPOINT_INTERVAL_MS = 5000;

/** Bytes behind the last checkpoint below which upkeep makes none: reading them is no work. */
export const CHECKPOINT_BYTES_MIN: number = 1024 * 1024;

/** Recently appended bytes of one log kept in memory; the oldest are let go. */
export const TAIL_CACHE_LOG_BYTES_MAX: number = 8 * 1024 * 1024;

/** Recently appended bytes of all logs kept in memory; the oldest of any log are let go. */
export const TAIL_CACHE_BYTES_MAX: number = 64 * 1024 * 1024;

/** Bytes of loaded indexes of closed segments over all logs; the least recently used are let go and loaded again when needed. */
export const INDEX_CACHE_BYTES_MAX: number = 32 * 1024 * 1024;

/** Files of segments open for reading; the least recently used is closed and opened again when needed. */
export const OPEN_FILES_MAX = 256;

/** Segments open for writing over all logs; a write that needs one more waits until the log written to longest ago has given its file back. */
export const WRITE_FILES_MAX = 1000;

/** Time after which a log that waits for a file tries again when none was given back: the process may have no file left. */
export const WRITE_FILE_RETRY_MS = 100;

/** Logs opened at the same time at start-up; the others wait. */
export const OPEN_PARALLEL_MAX = 8;

/** Logs closed at the same time; the others wait. */
export const CLOSE_PARALLEL_MAX = 32;

/** Logs that are looked after, closed or written down before other work gets its turn. */
export const LOGS_PER_TURN_MAX = 64;

/** Bytes of what one log leaves in the file of a clean stop instead of files of its own. With more behind its checkpoint it makes one. */
export const REST_LINE_BYTES_MAX = 2048;

/** Index entries behind a checkpoint that the file of a clean stop takes for one log. With more the log makes a checkpoint. */
export const REST_INDEX_ENTRIES_MAX = 32;

/** Leader epochs that the file of a clean stop takes for one log. With more the log makes a checkpoint. */
export const REST_EPOCHS_MAX = 16;

/** Producers that the file of a clean stop takes for one log. With more the log makes a checkpoint. */
export const REST_PRODUCERS_MAX = 8;

/** Bytes of the file of a clean stop. Logs beyond it are recovered from their own files at the next start, as after a crash. */
export const CLEAN_STOP_BYTES_MAX: number = 64 * 1024 * 1024;

/** Logs looked after at the same time by upkeep; the others wait. */
export const UPKEEP_PARALLEL_MAX = 4;

/** Bytes that one read takes from a file at most, unless one batch alone is larger; the reader comes again for more. */
export const READ_BYTES_MAX: number = 8 * 1024 * 1024;

/** Bytes that are read ahead for one reader of a log at most. A reader that takes more at a time waits for the rest. */
export const READ_AHEAD_BYTES: number = 2 * 1024 * 1024;

/** Bytes read ahead over all logs; beyond it the oldest are dropped and read again when somebody asks. */
export const READ_AHEAD_BYTES_MAX: number = 16 * 1024 * 1024;

/** Readers of one log that are remembered as going on in order; the one that read longest ago is forgotten and begins anew. */
export const READ_AHEAD_ENDS = 16;

/** Bytes read at a time when a file is scanned. A larger batch is read whole. */
export const SCAN_CHUNK_BYTES: number = 1024 * 1024;

/** The largest batch that is believed when a file is read: a longer length field is damage. */
export const STORED_BATCH_BYTES_MAX: number = 256 * 1024 * 1024;

/** Batches of a producer that a repeat is recognised against (Kafka's window). */
export const PRODUCER_WINDOW_BATCHES = 5;

/** Producers remembered by one log; the one that wrote longest ago is forgotten. */
export const PRODUCERS_MAX = 100_000;

/** Producer snapshots kept of one log; older ones are removed. */
export const SNAPSHOTS_KEPT = 3;

/** Epochs remembered by one log; the oldest are forgotten and their ends are then unknown. */
export const EPOCHS_MAX = 10_000;

/** Free bytes at which a log that met a full volume takes appends again; upkeep looks. */
export const SPACE_RESUME_BYTES: number = 1024 * 1024;

/** Time between two runs of upkeep. */
export const UPKEEP_INTERVAL_MS = 1000;

/** The largest distance between a segment's first offset and any of its records: a segment is closed before it (Kafka's 31 bits). */
export const RELATIVE_OFFSET_MAX = 0x7fff_ffff;

/** The largest size that a segment can be set to; positions in it are 32 bits. */
export const SEGMENT_BYTES_MAX = 0x7fff_ffff;

/** What a batch may become when a lookup by time opens it. A batch beyond this is answered by its first record. */
export const LOOKUP_OUTPUT_BYTES_MAX: number = 128 * 1024 * 1024;

/** Output over input of the same. */
export const LOOKUP_RATIO_MAX = 1000;

/** Attempts of a read whose segment was taken away meanwhile; then it answers a storage error. */
export const READ_ATTEMPTS_MAX = 3;
