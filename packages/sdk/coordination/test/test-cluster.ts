/** A whole node on a virtual machine and clients of it, over a network in memory; only time, disk and network are not real. */
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { createMemoryRpc } from '@ottla/rpc';
import { createVirtualPlatform, type VirtualPlatform } from '@ottla/testing';
import { type AssembledNode, assembleNode, resolveNodeSettings } from 'ottla';
import { Coordination } from '../src/index.ts';
import { Wire } from './wire.ts';

const grpcPort = 9093;

export class TestCluster {
  readonly platform: VirtualPlatform;
  readonly wire: Wire;
  #node: AssembledNode | undefined;

  constructor(seed = 1) {
    this.platform = createVirtualPlatform(seed, {
      host: 'node',
      rpc: ({ timers }) => createMemoryRpc({ timers }),
      compression: createNodeCompression(),
      crc32c: nodeCrc32c,
    });
    this.wire = new Wire(this.platform.rpc, this.platform.timers);
  }

  get time(): VirtualPlatform['time'] {
    return this.platform.time;
  }

  get node(): AssembledNode {
    if (this.#node === undefined) throw new Error('the node is down');
    return this.#node;
  }

  async start(): Promise<void> {
    const texts = new Map([
      ['host', 'node'],
      ['kafka.port', '9092'],
      ['grpc.port', String(grpcPort)],
      ['peer.port', '9094'],
    ]);
    const settings = resolveNodeSettings([{ name: 'test', texts }]);
    const onFailure = (error: Error): void => {
      throw error;
    };
    this.#node = await this.time.settle(assembleNode(this.platform, { settings, directory: '/data', onFailure }));
  }

  /** Stops the node in order. */
  async stop(): Promise<void> {
    const node = this.node;
    this.#node = undefined;
    await this.time.settle(node.stop());
  }

  client(options: ConstructorParameters<typeof Coordination>[0] = {}): Coordination {
    return new Coordination({
      bootstrapServers: `node:${grpcPort}`,
      platform: { ...this.platform, rpc: this.wire },
      requestTimeoutMs: 6_000,
      ...options,
    });
  }

  /** Makes time pass until the promise settles. */
  settle<T>(promise: Promise<T>): Promise<T> {
    return this.time.settle(promise);
  }

  /** Makes time pass until the promise fails, and answers with what. */
  failureOf(promise: Promise<unknown>): Promise<unknown> {
    return this.settle(errorOf(promise));
  }
}

/** What the promise fails with, in its time. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}

/** A node that is up, and a client. */
export async function startCluster(
  options: ConstructorParameters<typeof Coordination>[0] = {},
): Promise<{ readonly cluster: TestCluster; readonly client: Coordination }> {
  const cluster = new TestCluster();
  await cluster.start();
  return { cluster, client: cluster.client(options) };
}

/** Takes from an iterator in the background; what it gave, and whether it ended. */
export function collect<T>(items: AsyncIterable<T>): {
  readonly got: T[];
  readonly state: { ended: boolean; error: unknown };
} {
  const got: T[] = [];
  const state = { ended: false, error: undefined as unknown };
  void (async () => {
    try {
      for await (const item of items) got.push(item);
    } catch (error) {
      state.error = error;
    }
    state.ended = true;
  })();
  return { got, state };
}
