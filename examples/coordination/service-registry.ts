/**
 * A registry of services: whoever serves is listed as long as it is there, and whoever needs a service knows the instances of now. An
 * instance that crashes goes from the list with its session.
 *
 *     npx tsx examples/coordination/service-registry.ts
 */
import { fileURLToPath } from 'node:url';
import { Coordination, type Key, type Session, textOf } from '@ottla/coordination';
import { startNode } from 'ottla';

/** Lists an instance under its service, as long as its session lives. */
export async function register(
  coordination: Coordination,
  { session, service, address }: { readonly session: Session; readonly service: string; readonly address: string },
): Promise<void> {
  await coordination.put(`/services/${service}/${session.id}`, address, { session });
}

/** The addresses of a service now, and again whenever they change. */
export async function* followService(
  coordination: Coordination,
  service: string,
  signal: AbortSignal,
): AsyncGenerator<readonly string[], void, undefined> {
  const instances = new Map<string, Key>();
  for await (const event of coordination.watch({ prefixes: [`/services/${service}/`], signal })) {
    if (event.kind === 'snapshot') {
      instances.clear();
      for (const key of event.keys) instances.set(key.path, key);
    } else {
      for (const { path, key } of event.changes) {
        if (key === undefined) instances.delete(path);
        else instances.set(path, key);
      }
    }
    yield [...instances.values()].map(textOf).sort();
  }
}

async function main(): Promise<void> {
  const node = await startNode({ memory: true });
  const coordination = new Coordination({ bootstrapServers: node.grpcBootstrap });
  const instance = async (address: string): Promise<Session> => {
    const session = await coordination.openSession({ timeoutMs: 5_000, owner: address });
    await register(coordination, { session, service: 'shop', address });
    return session;
  };
  const first = await instance('10.0.0.1:80');
  await instance('10.0.0.2:80');
  const stop = new AbortController();
  for await (const addresses of followService(coordination, 'shop', stop.signal)) {
    console.log('the shop is at', addresses);
    if (addresses.length === 1) stop.abort();
    else await first.close();
  }
  await coordination.close();
  await node.stop();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
