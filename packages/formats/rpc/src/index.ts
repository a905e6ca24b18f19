export * from './codec/int64.ts';
export * from './generated/index.ts';
export * from './grpc/network.ts';
export * from './grpc/status.ts';
export * from './memory/network.ts';
export * from './stream/as-rpc-error.ts';
export * from './stream/pack-writer.ts';
export * from './stream/serve-unary.ts';
