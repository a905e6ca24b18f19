/** Every bound of the simulator, by name, with what happens at the bound. */

/** Lines of the timeline that are kept for a report; older ones live on in the hash only. */
export const timelineLinesKept = 4000;

/** Lines of the timeline that the report of a failed seed shows. */
export const reportedLines = 60;

/** Violations of one run that are kept; the rest is counted. */
export const violationsMax = 50;

/** Milliseconds after all faults are gone in which every producer must have an acknowledgement again. Later is a violation. */
export const recoverWithinMs = 30_000;

/** Milliseconds in which a fresh client must have read everything from the beginning. Later is a violation. */
export const finalReadWithinMs = 120_000;

/** Milliseconds between two looks at whether everybody is served again. */
export const recoveryLookMs = 50;

/** Milliseconds in which clients finish what is under way, before the final read. What is open then stays unknown. */
export const drainMs = 1000;

/** Milliseconds that a start or a clean stop of the node may take, with no fault laid. Longer is a violation. */
export const startWithinMs = 30_000;

/** Acknowledged records that a run must have, so that an idle run cannot pass. */
export const acknowledgedRecordsMin = 50;

/** Polled records that a run must have beside the final reads. */
export const polledRecordsMin = 50;

/** Batches that an idempotent producer has under way at most: the window in which the broker knows a repeat. */
export const batchesInFlightMax = 5;

/** Milliseconds between two looks at the inner state of the node. */
export const sampleEveryMs = 40;

/** Milliseconds that a client waits for an answer before it takes the connection for dead. */
export const answerWithinMs = 2500;

/** Milliseconds that a client waits for a connection. */
export const connectWithinMs = 500;

/** Seeds in which a planted bug must be found. */
export const seedsToFindPlant = 200;

/** States that the search for a linearization of one part of a history remembers. Above: undecided. */
export const statesPerSearchMax = 200_000;

/** Milliseconds that a start of a metadata node may take before an operator stops and starts it again. */
export const metadataStartWithinMs = 20_000;

/** Milliseconds after all faults are gone in which every client of the metadata must be served again, and all nodes be equal. */
export const metadataRecoverWithinMs = 60_000;

/** Calls with an answer that a history of the metadata must have: clients go on until there are so many, in bounded time. */
export const metadataCallsMin = 1_000;

/** Every so many positions the whole image is hashed and compared; in between its counts are. */
export const hashEveryPositions = 16;

/** How fast and how slow the clock of a node runs at most. Sessions may end as much too early or too late. */
export const clockRateMax = 1.02;
