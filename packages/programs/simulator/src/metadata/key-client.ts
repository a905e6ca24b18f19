/** Reads and writes keys through any node, one call after the other, and has each recorded. */
import { type KeyState, keyAt, listKeys, type Transact } from '@ottla/metadata-core';
import type { SeededRandomness } from '@ottla/testing';
import type {
  CallCondition,
  CallOperation,
  KeyView,
  ReadCall,
  TransactCall,
} from '../checkers/linearizability/key-call.ts';
import type { OpenCall } from '../checkers/linearizability/recorder.ts';
import { anyNode, type Desk, submitted } from './desk.ts';
import type { MetadataMachine } from './machine.ts';
import type { ClientAccess } from './plants.ts';

type Node = { machine: MetadataMachine; access: ClientAccess };

const encoder = new TextEncoder();
const decoder = new TextDecoder();
export const keysPrefix = '/lin/';

export async function keyClient(name: string, desk: Desk, chance: SeededRandomness): Promise<void> {
  const seen = new Map<string, KeyView | null>();
  for (let count = 0; !desk.isOver(); count += 1) {
    await desk.pause(chance.below(desk.swarm.thinkMs * 2));
    const node = anyNode(desk, chance);
    if (node === undefined) continue;
    const group = chance.below(desk.swarm.groups);
    const path = `${keysPrefix}${group}/${chance.below(3)}`;
    const deed = chance.below(10);
    if (deed < 3) await read(desk, name, node, { kind: 'get', path, stale: chance.chance(0.3) }, seen);
    else if (deed === 3)
      await read(desk, name, node, { kind: 'list', prefix: `${keysPrefix}${group}/`, stale: chance.chance(0.2) }, seen);
    else await transact(desk, name, node, drawTransact(chance, { name: `${name}.${count}`, path, group, seen }), seen);
  }
}

interface Draw {
  readonly name: string;
  readonly path: string;
  readonly group: number;
  readonly seen: ReadonlyMap<string, KeyView | null>;
}

function drawTransact(chance: SeededRandomness, { name, path, group, seen }: Draw): TransactCall {
  const other = `${keysPrefix}${group}/${chance.below(3)}`;
  const put = (at: string): CallOperation => ({ kind: 'put', path: at, value: `${name} ${at.slice(-1)}` });
  const deed = chance.below(10);
  if (deed < 3) return { kind: 'transact', conditions: [], operations: [put(path)], otherwise: [] };
  if (deed < 4) return { kind: 'transact', conditions: [], operations: [{ kind: 'delete', path }], otherwise: [] };
  const conditions = [conditionOn(path, seen.get(path) ?? null, chance)];
  const otherwise: CallOperation[] = chance.chance(0.5) ? [{ kind: 'get', path }] : [];
  if (deed < 8 || other === path) return { kind: 'transact', conditions, operations: [put(path)], otherwise };
  return {
    kind: 'transact',
    conditions: [...conditions, conditionOn(other, seen.get(other) ?? null, chance)],
    operations: [put(path), chance.chance(0.3) ? { kind: 'delete', path: other } : put(other)],
    otherwise,
  };
}

/** That the key is as this client saw it last. */
function conditionOn(path: string, view: KeyView | null, chance: SeededRandomness): CallCondition {
  const of = chance.pick(['version', 'modRevision', 'modRevision'] as const);
  return { path, of, is: 'equal', number: view?.[of] ?? 0 };
}

async function read(
  desk: Desk,
  name: string,
  { machine, access }: Node,
  request: ReadCall,
  seen: Map<string, KeyView | null>,
): Promise<void> {
  const call = desk.recorder.call(name, request);
  const isNew = request.stale || (await Promise.race([access.caughtUp(), machine.ended.then(() => false)]));
  if (!isNew) {
    call.refused();
    return;
  }
  const image = access.image();
  const { revision } = image.coordination;
  if (request.kind === 'get') {
    const key = viewOf(keyAt(image, request.path));
    if (!request.stale) seen.set(request.path, key);
    call.answered({ kind: 'get', revision, key });
  } else {
    const { keys } = listKeys(image, { prefix: request.prefix, after: undefined, limit: 1_000 });
    call.answered({ kind: 'list', revision, keys: keys.map((key) => ({ ...someView(key), path: key.path })) });
  }
  if (!request.stale) desk.served(name);
}

async function transact(
  desk: Desk,
  name: string,
  node: Node,
  request: TransactCall,
  seen: Map<string, KeyView | null>,
): Promise<void> {
  const call: OpenCall = desk.recorder.call(name, request);
  const result = await submitted(node, commandOf(request));
  if (result?.kind !== 'committed') {
    if (result?.kind === 'refused') call.refused();
    else call.unknown();
    return;
  }
  const { held, revision, results, outcome } = result.reply;
  if (outcome.code !== 0) {
    call.refused();
    return;
  }
  for (const { path, key } of results) seen.set(path, viewOf(key));
  call.answered({ kind: 'transact', held, revision, before: results.map(({ previous }) => viewOf(previous)) });
  desk.served(name);
}

function commandOf({ conditions, operations, otherwise }: TransactCall): Transact {
  return {
    kind: 'transact',
    conditions: conditions.map((condition) =>
      condition.of === 'value'
        ? { kind: 'value', path: condition.path, is: condition.is, value: encoder.encode(condition.value) }
        : { ...condition, kind: 'number' },
    ),
    operations: operations.map(operationOf),
    otherwise: otherwise.map(operationOf),
  };
}

function operationOf(operation: CallOperation): Transact['operations'][number] {
  if (operation.kind !== 'put') return operation;
  const { path, value } = operation;
  return { kind: 'put', path, sequential: false, value: encoder.encode(value), session: undefined };
}

function viewOf(key: KeyState | undefined): KeyView | null {
  return key === undefined ? null : someView(key);
}

function someView({ value, version, createRevision, modRevision }: KeyState): KeyView {
  return { value: decoder.decode(value), version, createRevision, modRevision };
}
