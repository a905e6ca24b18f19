/**
 * Dynamic configuration: every process has the settings as they are now, and hears of each change without being restarted. Who changes a
 * setting changes what they saw, so that nobody's change is overwritten unseen.
 *
 *     npx tsx examples/coordination/dynamic-configuration.ts
 */
import { fileURLToPath } from 'node:url';
import { Coordination, jsonOf, type WatchEvent } from '@ottla/coordination';
import { startNode } from 'ottla';

const prefix = '/config/';

/** Settings by their names. */
export type Settings = ReadonlyMap<string, unknown>;

/** The settings at first, and again after each change, until the signal is aborted. */
export async function* followSettings(
  coordination: Coordination,
  signal: AbortSignal,
): AsyncGenerator<Settings, void, undefined> {
  let settings: Settings = new Map();
  for await (const event of coordination.watch({ prefixes: [prefix], signal })) {
    settings = settingsAfter(settings, event);
    yield settings;
  }
}

function settingsAfter(before: Settings, event: WatchEvent): Settings {
  if (event.kind === 'snapshot') return new Map(event.keys.map((key) => [nameOf(key.path), jsonOf(key)]));
  const after = new Map(before);
  for (const { path, key } of event.changes) {
    if (key === undefined) after.delete(nameOf(path));
    else after.set(nameOf(path), jsonOf(key));
  }
  return after;
}

function nameOf(path: string): string {
  return path.slice(prefix.length);
}

/** Changes a setting from what it is; asks again where somebody was faster. */
export async function changeSetting(
  coordination: Coordination,
  name: string,
  change: (before: unknown) => unknown,
): Promise<void> {
  for (;;) {
    const seen = await coordination.get(prefix + name);
    const value = JSON.stringify(change(seen === undefined ? undefined : jsonOf(seen)));
    if ((await coordination.compareAndSet(prefix + name, seen, value)) !== undefined) return;
  }
}

async function main(): Promise<void> {
  const node = await startNode({ memory: true });
  const coordination = new Coordination({ bootstrapServers: node.grpcBootstrap });
  await changeSetting(coordination, 'greeting', () => 'hello');
  const stop = new AbortController();
  let changes = 0;
  for await (const settings of followSettings(coordination, stop.signal)) {
    console.log(Object.fromEntries(settings));
    changes += 1;
    if (changes === 1) await changeSetting(coordination, 'greeting', (before) => `${String(before)}, world`);
    else stop.abort();
  }
  await coordination.close();
  await node.stop();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
