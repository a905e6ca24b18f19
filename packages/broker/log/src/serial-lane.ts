/** Runs asynchronous pieces of work one after another. A piece that fails does not stop the next. */
export class SerialLane {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when everything before it has ended. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    // The failure belongs to the caller of `run`; the lane only waits for the end.
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Runs `work` over all items, at most `parallel` at a time. Fails with the first failure after all under way have ended. */
export async function forEachParallel<Item>(
  items: Iterable<Item>,
  parallel: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) await work(next.value);
  };
  const ends = await Promise.allSettled(Array.from({ length: parallel }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
