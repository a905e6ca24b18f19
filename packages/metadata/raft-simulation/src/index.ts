export * from './hosts/disk.ts';
export * from './hosts/host.ts';
export * from './hosts/target.ts';
export * from './hosts/words.ts';
export * from './plants.ts';
export * from './run.ts';
export type { Swarm } from './swarm.ts';
export { World } from './world.ts';
