/** Wiring: the real surroundings of a client. */

import { silentLogger, type Timers } from '@ottla/base';
import { createNodeCompression, createNodeRandomness, nodeClock, nodeCrc32c, nodeTimers } from '@ottla/platform-node';
import { createGrpcNetwork } from '@ottla/rpc';
import type { ClientPlatform } from './platform.ts';

/**
 * Timers that keep the process alive, unlike those of the servers: a program that waits for a record to be sent, or for a
 * retry, must not end before.
 */
const clientTimers: Timers = {
  after: (delayMs, fire) => {
    const handle = setTimeout(fire, Math.ceil(delayMs));
    return { cancel: () => clearTimeout(handle) };
  },
  soon: (task) => void setImmediate(task),
  next: (task) => process.nextTick(task),
};

let made: ClientPlatform | undefined;

/** The platform that clients use when none is handed in; one for the whole process. */
export function defaultClientPlatform(): ClientPlatform {
  made ??= {
    clock: nodeClock,
    timers: clientTimers,
    randomness: createNodeRandomness(),
    rpc: createGrpcNetwork({ clock: nodeClock, timers: nodeTimers }),
    compression: createNodeCompression(),
    crc32c: nodeCrc32c,
    logger: silentLogger,
  };
  return made;
}
