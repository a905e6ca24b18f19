/** The surroundings of a client in a test: virtual time and the in-memory network. */
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { createMemoryRpc } from '@ottla/rpc';
import { createVirtualPlatform, type VirtualPlatform } from '@ottla/testing';

export function virtualPlatform(seed = 1): VirtualPlatform {
  return createVirtualPlatform(seed, {
    rpc: ({ timers }) => createMemoryRpc({ timers }),
    compression: createNodeCompression(),
    crc32c: nodeCrc32c,
  });
}

export const limits = {
  messageBytesMax: 10_000_000,
  streamsPerConnectionMax: 100,
  connectionsMax: 100,
  healthAndReflection: false,
};
