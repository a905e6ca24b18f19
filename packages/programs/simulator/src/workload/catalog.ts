/** Which topics the workload uses, as far as its clients know. */
import { partitionKey } from '../history/history.ts';
import type { PartitionKey } from '../history/operations.ts';

/** Topics and how many partitions they have. */
export class Catalog {
  readonly #topics = new Map<string, number>();

  add(topic: string, partitions: number): void {
    this.#topics.set(topic, partitions);
  }

  remove(topic: string): void {
    this.#topics.delete(topic);
  }

  get topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  get keys(): readonly PartitionKey[] {
    return [...this.#topics].flatMap(([topic, partitions]) =>
      Array.from({ length: partitions }, (_, index) => partitionKey(topic, index)),
    );
  }
}
