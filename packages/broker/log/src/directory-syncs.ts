/** Syncs of directories that many want at once: who comes while one is under way shares the next. */
import type { FileSystem } from '@ottla/base';

interface Syncing {
  readonly running: Promise<void>;
  /** Of all who came after it began, whose names it may have missed. */
  next: Promise<void> | undefined;
}

export class DirectorySyncs {
  readonly #files: FileSystem;
  readonly #syncing = new Map<string, Syncing>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Resolves when every name that is in the directory now is durable. */
  sync(path: string): Promise<void> {
    const syncing = this.#syncing.get(path);
    if (syncing === undefined) return this.#start(path);
    syncing.next ??= syncing.running.then(
      () => this.#start(path),
      () => this.#start(path),
    );
    return syncing.next;
  }

  async #start(path: string): Promise<void> {
    const syncing: Syncing = { running: this.#files.syncDirectory(path), next: undefined };
    this.#syncing.set(path, syncing);
    try {
      await syncing.running;
    } finally {
      if (syncing.next === undefined) this.#syncing.delete(path);
    }
  }
}
