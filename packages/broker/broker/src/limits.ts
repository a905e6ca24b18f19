/**
 * The bounds of the broker that are no settings: each with what happens at the bound. What an operator may turn stands
 * in settings.ts.
 */

/** Bytes of a frame that a connection holds before the frame's memory is granted, and all that it may hold before it is authenticated. Beyond it reading stops until memory is granted; an unauthenticated connection is closed. */
export const ungrantedFrameBytesMax: number = 64 * 1024;
/** The smallest request: key, version, correlation id and the length of a missing client id. A smaller size closes the connection. */
export const frameBytesMin = 8;
/** Milliseconds without a byte in the middle of a frame. After that the connection is closed. */
export const frameSilenceMsMax = 30_000;
/** Bytes a second that a frame must average after its first `frameSilenceMsMax`. A slower one is closed. */
export const frameBytesPerSecondMin: number = 64 * 1024;
/** Milliseconds without a byte in the middle of a frame, and before it must average `frameBytesPerSecondPressed`, while others wait for memory; also while the client is not read because it takes no answers or is over a quota. A slower one is closed. */
export const frameSilenceMsPressed = 2000;
/** Bytes a second that a frame must average after `frameSilenceMsPressed` while others wait for memory. A slower one is closed and can come back. */
export const frameBytesPerSecondPressed: number = 256 * 1024;
/** The share of the request memory that incomplete frames may hold, ordinary and large ones each. Beyond it frames of their kind wait. */
export const frameShareOfMemory: number = 1 / 3;
/** Bytes from which a frame counts as large. */
export const largeFrameBytesMin: number = 2 * 1024 * 1024;
/** Requests of one connection between frame and answer. At the bound the connection is not read. */
export const requestsInFlightPerConnectionMax = 100;
/** Answers up to this size are gathered into one write, bytes. Larger ones are written alone. */
export const gatheredAnswerBytesMax: number = 64 * 1024;
/** Bytes of fetched batches that wait for their sockets over all connections. At the bound fetches get less, then wait. */
export const responseMemoryBytesMax: number = 192 * 1024 * 1024;
/** Milliseconds that a client may leave its answers untaken while others wait for response memory. Then it is closed and can come back. */
export const answerStallMsMax = 10_000;
/** The least that a fetch is worth running for, bytes. With less response memory left it waits. */
export const fetchGrantBytesMin: number = 64 * 1024;
/** Milliseconds that a produce may wait for its acknowledgement, whatever it asks for. Then REQUEST_TIMED_OUT. */
export const produceWaitMsMax = 300_000;
/** Milliseconds that a fetch may wait for bytes, whatever it asks for. Then it is answered with what is there. */
export const fetchWaitMsMax = 300_000;
/** Records of a refused batch that an answer names. The others are refused with them. */
export const recordFaultsMax = 10;
/** Produces and fetches that wait over the whole broker. Beyond it fetches are answered at once and produces are refused as retriable. */
export const parkedRequestsMax = 100_000;
/** Milliseconds that an administrative request may wait for readiness, whatever it asks for. Then REQUEST_TIMED_OUT. */
export const adminWaitMsMax = 300_000;
/** Milliseconds that an automatically created topic may take to become ready. Then LEADER_NOT_AVAILABLE and the client asks again. */
export const autoCreateWaitMsMax = 10_000;
/** Topics that one metadata request may create. The rest is answered with UNKNOWN_TOPIC_OR_PARTITION and can be asked for again. */
export const autoCreateTopicsPerRequestMax = 100;
/** Partitions that all fetch sessions remember together. Beyond it no new session is given out, and one that would grow is forgotten: fetches stay whole. */
export const fetchSessionPartitionsMax = 500_000;
/** Producers waiting for a new block of ids. Beyond it COORDINATOR_LOAD_IN_PROGRESS, which clients try again. */
export const producerIdWaitersMax = 10_000;
/** Partitions in one answer of DescribeTopicPartitions, whatever is asked for. The cursor leads to the rest. */
export const describedPartitionsMax = 2000;
/** Milliseconds between two looks at idle connections and slow frames. */
export const connectionSweepMs = 1000;
/** Milliseconds that stopping waits for answers under way. Then connections are dropped. */
export const stopGraceMsDefault = 5000;
/** Bytes queued for the disk over all logs from which connections that produce are not read. */
export const writeBacklogBytesHigh: number = 32 * 1024 * 1024;
/** Bytes queued for the disk below which they are read again. */
export const writeBacklogBytesLow: number = 16 * 1024 * 1024;
/** Clients (pairs of user and client id) whose quotas are remembered. Beyond it the one unused for longest is looked up anew. */
export const quotaClientsMax = 10_000;
/** Windows in which clients with quotas are measured. Beyond it one that was still makes room, or else the oldest. */
export const quotaWindowsMax = 20_000;
/** Characters of a client id that tell clients apart for quotas. Longer ids share a quota with those that begin alike. */
export const quotaClientIdCharsMax = 256;
/** Milliseconds for which a client over its quota is not read, at most. Then one more request is taken, and judged anew. */
export const throttleMsMax = 300_000;
/** Milliseconds for which the answer of a single gRPC call is held back because its client is over a quota, at most; half of what the call's deadline leaves, when that is less. Then it is answered, and the next call judged anew. */
export const heldAnswerMsMax = 10_000;
/** Partitions that are closed when the broker stops before other work gets its turn. */
export const partitionsClosedPerTurnMax = 64;
/** Logs whose opening is begun, or that are taken up when they are open, before other work gets its turn. */
export const logsOpenedPerTurnMax = 64;
/** Logs that are opened or removed at once. The others wait in line. */
export const logsOpenedAtOnceMax = 32;
/** Requests of one gRPC stream between arrival and answer. At the bound the stream is not read. */
export const streamRequestsInFlightMax = 100;
/** Requests of one coordination stream between arrival and answer. At the bound the stream is not read. */
export const coordinationCallsInFlightMax = 1_000;
/** Lists and elections that one coordination stream reads at once, since their answers are long. The others wait; so they do while its client does not take answers. */
export const coordinationLongReadsMax = 8;
/** Requests in one message of a coordination stream. Above: the stream ends with `INVALID_ARGUMENT`, and none of them is begun. */
export const coordinationCallsPerMessageMax = 1_000;
/** Bytes of paths and values in one answer that lists keys, unless one key alone has more. The rest is listed by the next request. */
export const listBytesMax: number = 1024 * 1024;
/** Prefixes and elections of one watch. Above: INVALID_REQUEST. */
export const watchPartsMax = 100;
/** Bytes of one batch that plain records are packed into, unless one record alone is larger. Then the next batch begins. */
export const publishBatchBytesMax: number = 512 * 1024;
/** Milliseconds that a published record may wait for its acknowledgement. Then REQUEST_TIMED_OUT. */
export const publishWaitMs = 30_000;
/** Messages in one answer of a subscription that names no number. */
export const messagesInFlightDefault = 500;
/** Messages in one answer of a subscription, whatever it asks for. */
export const messagesInFlightMax = 10_000;
/** Bytes of batches that a subscription reads at a time; it reads on when these are sent. */
export const subscriptionBytesMax: number = 1024 * 1024;
/** Milliseconds that a subscription waits for more in one go. Then it looks for new partitions and waits again. */
export const subscriptionWaitMs = 5000;
/** Milliseconds that an administrative call waits for readiness when it names no time. */
export const adminWaitMsDefault = 30_000;
/** Milliseconds before a step of the registration that could not be done is tried again; doubled each time. */
export const registrationPauseMsMin = 50;
/** Milliseconds before it is tried again, at most. */
export const registrationPauseMsMax = 1000;
/** Signs of life in each time-out of a broker's session, at least: a longer `broker.heartbeat.interval.ms` is shortened to that. */
export const heartbeatsPerTimeoutMin = 3;
/** Milliseconds after which a sign of life that no leader could take is sent again, at most. */
export const heartbeatRetryMs = 250;
/** Signs of life without an answer. At the bound none is added. */
export const heartbeatsInFlightMax = 4;
/** Milliseconds that stopping waits until others lead what they can. Then it stops anyway. */
export const shutDownMsMax = 3000;
/** Milliseconds that stopping waits until the metadata has taken the broker's leave. Then its session expires by itself. */
export const leaveMsMax = 2000;
