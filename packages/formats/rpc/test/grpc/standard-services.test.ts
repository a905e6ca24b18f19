/** Health and reflection as any gRPC tool asks for them, on both networks. */
import { type RpcNetwork, type RpcStreamHandler, serve } from '@ottla/base';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import {
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  serverReflectionService,
} from '../../src/generated/reflection.ts';
import {
  clusterService,
  createGrpcNetwork,
  createMemoryRpc,
  healthService,
  HealthCheckResponseServingStatus as Status,
} from '../../src/index.ts';
import { clock, timers } from '../real-ports.ts';

const networks: [string, () => RpcNetwork][] = [
  ['gRPC', () => createGrpcNetwork({ clock, timers })],
  ['memory', () => createMemoryRpc({ timers })],
];

async function start(network: RpcNetwork) {
  const silent = {
    message: () => undefined,
    drained: () => undefined,
    ended: () => undefined,
    failed: () => undefined,
  };
  const listener = await network.listen(
    {
      host: '127.0.0.1',
      port: 0,
      messageBytesMax: 1_000_000,
      streamsPerConnectionMax: 10,
      connectionsMax: 100,
      healthAndReflection: true,
    },
    [serve(clusterService.getMetadata, () => silent)],
  );
  const channel = network.channel({ host: '127.0.0.1', port: listener.address.port, messageBytesMax: 1_000_000 });
  return { listener, channel };
}

/** Collects messages until the call ends. */
function collect<Message>(hear: (messages: Message[]) => void): [RpcStreamHandler<Message>, Promise<Message[]>] {
  const messages: Message[] = [];
  let over: (messages: Message[]) => void = () => undefined;
  const done = new Promise<Message[]>((resolve) => {
    over = resolve;
  });
  const handler: RpcStreamHandler<Message> = {
    message: (message) => {
      messages.push(message);
      hear(messages);
    },
    drained: () => undefined,
    ended: () => over(messages),
    failed: () => over(messages),
  };
  return [handler, done];
}

describe.each(networks)('over %s', (_name, create) => {
  it('health says that what is registered is serving, and nothing else', async () => {
    const { listener, channel } = await start(create());
    for (const service of ['', 'ottla.v1.Cluster'])
      expect(await channel.unary(healthService.check, { service })).toEqual({ status: Status.serving });
    await expect(channel.unary(healthService.check, { service: 'nope' })).rejects.toMatchObject({ code: 'notFound' });
    channel.close();
    await listener.close(0);
  });

  it('a watcher of health hears that the server closes, and does not hold it up', async () => {
    const { listener, channel } = await start(create());
    let closing: Promise<void> | undefined;
    const [handler, done] = collect<{ status: Status }>(() => {
      closing ??= listener.close(5_000);
    });
    const stream = channel.open(healthService.watch, handler);
    stream.write({ service: '' });
    stream.end();
    expect((await done).map(({ status }) => status)).toEqual([Status.serving, Status.notServing]);
    await closing;
    channel.close();
  });

  it('reflection names the services and hands out a file with all that it imports', async () => {
    const { listener, channel } = await start(create());
    const ask = async (messageRequest: ServerReflectionRequest['messageRequest']) => {
      const [handler, done] = collect<ServerReflectionResponse>(() => undefined);
      const stream = channel.open(serverReflectionService.serverReflectionInfo, handler);
      stream.write({ host: '', messageRequest });
      stream.end();
      return (await done)[0]?.messageResponse;
    };

    const services = await ask({ kind: 'listServices', value: '' });
    const files = await ask({ kind: 'fileContainingSymbol', value: 'ottla.v1.Cluster' });
    const unknown = await ask({ kind: 'fileByFilename', value: 'nope.proto' });

    expect(services?.kind === 'listServicesResponse' && services.value.service.map(({ name }) => name)).toEqual([
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
      'ottla.v1.Cluster',
    ]);
    const names = files?.kind === 'fileDescriptorResponse' ? files.value.fileDescriptorProto.map(nameOf) : [];
    expect(names).toEqual(['ottla/v1/cluster.proto', 'ottla/v1/common.proto']);
    expect(unknown?.kind).toBe('errorResponse');
    channel.close();
    await listener.close(0);
  });
});

function nameOf(file: Uint8Array): string {
  const reader = protobuf.Reader.create(file);
  reader.uint32();
  return reader.string();
}
