/** The bounds of this package: each with what happens when it is reached. */

/** Bytes of one gRPC message at most. A larger one fails the call with RESOURCE_EXHAUSTED before it is decoded. */
export const grpcMessageBytesMax: number = 64 * 1024 * 1024;
/** Open calls of one gRPC connection at most. Further ones wait for a free one at the client. */
export const grpcStreamsPerConnectionMax = 1000;
/** Milliseconds that requests under way have to end when a node stops. Then they are cut off; what is acknowledged is safe. */
export const stopGraceMs = 5000;
