/** An ordered store of byte keys and values (level in production). Keys are ordered as unsigned bytes. */
export interface KeyValueStore {
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Applies all operations or none, also where the power goes on the way: afterwards the batch is there whole or not at all. With `sync`
   * it returns when it is on stable storage, and all before it.
   */
  batch(operations: readonly KeyValueOperation[], options: { readonly sync: boolean }): Promise<void>;
  /** Entries with `from <= key < to` in key order (or reverse), at most `limit`. The view is that of the call. */
  entries(range?: KeyRange): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]>;
  close(): Promise<void>;
}

export type KeyValueOperation =
  | { readonly kind: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly key: Uint8Array };

export interface KeyRange {
  readonly from?: Uint8Array;
  readonly to?: Uint8Array;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** Opens stores; one process and one holder at a time for each path. */
export interface KeyValueStores {
  /** Opens the store at a directory, creating it when absent. Fails with a `KeyValueStoreError` (`locked`, `corrupt`, `io`). */
  open(path: string): Promise<KeyValueStore>;
}
