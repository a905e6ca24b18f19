/** The gRPC door of a test node over the network in memory: virtual time decides here too. */
import {
  BufferPool,
  type Clock,
  type RpcChannel,
  type RpcListener,
  type RpcMethod,
  type RpcRegistration,
  type RpcStream,
  type Timers,
} from '@ottla/base';
import { createNodeCompression, nodeCrc32c } from '@ottla/platform-node';
import { createMemoryRpc } from '@ottla/rpc';
import { grpcDoor } from '../../src/index.ts';
import { startTestNode, type TestNode, type TestNodeOptions, testCaller } from './test-node.ts';

const address = { host: 'node', port: 9094, messageBytesMax: 64 * 1024 * 1024 };

export interface GrpcRig {
  readonly node: TestNode;
  readonly channel: RpcChannel;
  readonly listener: RpcListener;
  readonly registrations: readonly RpcRegistration[];
  /** Timers that the door set and that neither fired nor were cancelled. */
  readonly liveTimers: ReadonlySet<object>;
}

/** Starts a node with a gRPC door. `clock`: what the door tells time by, when not by the node's clock. */
export async function startGrpcRig(options: TestNodeOptions & { readonly clock?: Clock } = {}): Promise<GrpcRig> {
  const node = await startTestNode(options);
  const { clock, timers } = node.time;
  const { services, admission, metrics } = node.broker;
  const liveTimers = new Set<object>();
  const registrations = grpcDoor({
    services,
    admission,
    metrics,
    metadata: node.metadata,
    version: 'test',
    platform: {
      clock: options.clock ?? clock,
      timers: watched(timers, liveTimers),
      compression: createNodeCompression(),
      crc32c: nodeCrc32c,
      logger: node.logger,
      buffers: new BufferPool({ poison: true }),
    },
  });
  const network = createMemoryRpc({ timers });
  const listener = await network.listen(
    { ...address, streamsPerConnectionMax: 100, connectionsMax: 100, healthAndReflection: false },
    registrations,
  );
  return { node, channel: network.channel(address), listener, registrations, liveTimers };
}

/** Sets a quota for each client that has none of its own. */
export async function limitEveryClient(node: TestNode, name: string, value: number): Promise<void> {
  const entries = [{ parts: [{ type: 'client-id', name: null }], changes: [{ name, value }] }];
  await node.settle(node.broker.services.quotas.alter(testCaller, { entries, validateOnly: false }));
}

function watched(timers: Timers, live: Set<object>): Timers {
  return {
    ...timers,
    after: (delayMs, fire) => {
      const key = {};
      live.add(key);
      const timer = timers.after(delayMs, () => {
        live.delete(key);
        fire();
      });
      return {
        cancel: () => {
          live.delete(key);
          timer.cancel();
        },
      };
    },
  };
}

/** An open stream that keeps what comes in. */
export function openStream<Request, Response>(
  channel: RpcChannel,
  method: RpcMethod<Request, Response>,
): { readonly stream: RpcStream<Request>; readonly answers: Response[]; readonly outcomes: string[] } {
  const answers: Response[] = [];
  const outcomes: string[] = [];
  const stream = channel.open(method, {
    message: (answer) => void answers.push(answer),
    drained: () => undefined,
    ended: () => void outcomes.push('ended'),
    failed: ({ code }) => void outcomes.push(code),
  });
  return { stream, answers, outcomes };
}
