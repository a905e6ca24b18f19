export * from './node/assemble.ts';
export * from './node/node-error.ts';
export type { NodePorts } from './node/ports-file.ts';
export * from './run-node.ts';
export * from './settings/node-settings.ts';
export * from './settings/resolve.ts';
export * from './settings/sources.ts';
export * from './start-node.ts';
