/** The bounds of this package: each with what happens when it is reached. */

/** Bytes of one gRPC message at most. A larger one fails the call with RESOURCE_EXHAUSTED before it is decoded. */
export const grpcMessageBytesMax: number = 64 * 1024 * 1024;
/**
 * Open calls of one gRPC connection at most. Further ones wait for a free one at the client. One read of a socket may open
 * so many at once, and the event loop belongs to them until they are set up.
 */
export const grpcStreamsPerConnectionMax = 100;
/** Milliseconds that requests under way have to end when a node stops. Then they are cut off; what is acknowledged is safe. */
export const stopGraceMs = 5000;
/** Connections of the HTTP door at most. Further ones are closed at once. */
export const httpConnectionsMax = 1000;
/** Bytes of the headers of one HTTP request. More is answered with 431 and the connection is closed. */
export const httpHeaderBytesMax: number = 16 * 1024;
/** Milliseconds a HTTP request may take to arrive. Then the connection is closed. */
export const httpRequestMsMax = 10_000;
/** Milliseconds after which a node that waits for others says in its log whom it waits for; doubled each time. */
export const waitingLogMsFirst = 1_000;
/** Milliseconds after which it says so again, at most. */
export const waitingLogMsMax = 60_000;
/** Milliseconds between two tries of a starting node to catch up with the metadata's leader, where there is none. */
export const caughtUpAgainMs = 50;
/** The first of the ports from which a cluster inside of a process takes those of its nodes. */
export const clusterPortsFirst = 20_000;
/** The end of these ports, exclusive: below those that systems give to whoever asks for any port, so that those are never taken. */
export const clusterPortsEnd = 32_000;
/** Ports that are tried for each door of a cluster inside of a process. None of them free: the start fails. */
export const clusterPortTriesMax = 200;
/** Nodes that a cluster inside of a process keeps its metadata on. More are refused: they would only slow each write down. */
export const clusterNodesMax = 7;
