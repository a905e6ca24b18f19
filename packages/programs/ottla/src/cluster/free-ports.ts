/** Ports for doors whose addresses have to be known before they open, and that are still theirs when their node comes back. */
import { createServer, type Server } from 'node:net';
import type { Randomness } from '@ottla/base';
import { clusterPortsEnd, clusterPortsFirst, clusterPortTriesMax } from '../limits.ts';
import { NodeError } from '../node/node-error.ts';

/** So many ports on which nobody listens. Somebody else may take one before it is used: then that start says so. */
export async function freePorts(host: string, count: number, randomness: Randomness): Promise<readonly number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  try {
    for (let tries = 0; ports.length < count; tries += 1) {
      if (tries >= count * clusterPortTriesMax)
        throw new NodeError('portInUse', `no free ports were found on ${host} for the nodes of the cluster`);
      const port = clusterPortsFirst + (randomness.uint32() % (clusterPortsEnd - clusterPortsFirst));
      const server = await hold(host, port);
      if (server === undefined) continue;
      held.push(server);
      ports.push(port);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  return ports;
}

/** Undefined where somebody has it. */
function hold(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new NodeError('io', `cannot listen on ${host}: ${error.message}`, { cause: error }));
    });
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}
