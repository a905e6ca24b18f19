/** The ports of one process, which answer only while it lives. */
import type {
  ByteNetwork,
  FileHandle,
  FileSystem,
  KeyValueStore,
  KeyValueStores,
  RpcListener,
  RpcNetwork,
} from '@ottla/base';
import type { Life } from './life.ts';

/** Files that fall silent with the process. */
export function livingFiles(files: FileSystem, life: Life): FileSystem {
  return {
    open: (path, mode) => life.guard(files.open(path, mode).then((handle) => livingHandle(handle, life))),
    readFile: (path) => life.guard(files.readFile(path)),
    list: (path) => life.guard(files.list(path)),
    stat: (path) => life.guard(files.stat(path)),
    makeDirectory: (path) => life.guard(files.makeDirectory(path)),
    remove: (path) => life.guard(files.remove(path)),
    removeDirectory: (path) => life.guard(files.removeDirectory(path)),
    rename: (from, to) => life.guard(files.rename(from, to)),
    syncDirectory: (path) => life.guard(files.syncDirectory(path)),
    freeBytes: (path) => life.guard(files.freeBytes(path)),
    lock: (path) => life.guard(files.lock(path)),
  };
}

/** Stores that fall silent with the process. */
export function livingStores(stores: KeyValueStores, life: Life): KeyValueStores {
  return { open: (path) => life.guard(stores.open(path).then((store) => livingStore(store, life))) };
}

/** Listeners whose connections are told nothing after the end. Connections themselves are reset by the network. */
export function livingBytes(bytes: ByteNetwork, life: Life): ByteNetwork {
  return {
    listen: (options, accept) =>
      life.guard(
        bytes.listen(options, (connection) => {
          const handler = accept(connection);
          return {
            data: life.call((chunk: Uint8Array) => {
              handler.data(chunk);
            }),
            drained: life.call(() => {
              handler.drained();
            }),
            ended: life.call(() => {
              handler.ended();
            }),
            closed: life.call((error: Error | undefined) => {
              handler.closed(error);
            }),
          };
        }),
      ),
    connect: (options, handler) => life.guard(bytes.connect(options, handler)),
  };
}

/** Calls to this process. `listeners` is where its listeners are found when it dies. */
export function livingRpc(rpc: RpcNetwork, life: Life, listeners: Set<RpcListener>): RpcNetwork {
  return {
    listen: (options, registrations) =>
      life.guard(
        rpc.listen(options, registrations).then((listener) => {
          listeners.add(listener);
          return listener;
        }),
      ),
    channel: (options) => rpc.channel(options),
  };
}

function livingHandle(handle: FileHandle, life: Life): FileHandle {
  return {
    path: handle.path,
    read: (target, position) => life.guard(handle.read(target, position)),
    write: (chunks, position) => life.guard(handle.write(chunks, position)),
    sync: () => life.guard(handle.sync()),
    truncate: (size) => life.guard(handle.truncate(size)),
    size: () => life.guard(handle.size()),
    close: () => life.guard(handle.close()),
  };
}

function livingStore(store: KeyValueStore, life: Life): KeyValueStore {
  return {
    get: (key) => life.guard(store.get(key)),
    batch: (operations, options) => life.guard(store.batch(operations, options)),
    entries: (range) => livingEntries(store, life, range),
    close: () => life.guard(store.close()),
  };
}

async function* livingEntries(
  store: KeyValueStore,
  life: Life,
  range: Parameters<KeyValueStore['entries']>[0],
): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
  for await (const entry of store.entries(range)) yield await life.guard(Promise.resolve(entry));
}
