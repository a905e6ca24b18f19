/**
 * One synced batch after the other. What comes in while one is under way, and what one turn of the event loop brings, goes into the
 * next one together.
 *
 *     running --a batch fails--> failed
 *         \-------stop---------> stopped
 *
 * INV-STORE-3: jobs become durable in the order in which they were added, each whole. INV-STORE-4: after a failed batch no job is
 * confirmed and nothing is written any more (FAULT-17).
 */
import { assert, type Crc32c, type KeyValueOperation, type KeyValueStore, messageOf } from '@ottla/base';
import { batchBytesMax } from '../limits.ts';
import { stateKey } from './keys.ts';
import { seal } from './sealed.ts';
import { RaftStorageError } from './storage-error.ts';
import { encodeState, type LogState } from './stored-values.ts';

/** Something that is durable as a whole. */
export interface Job {
  readonly operations: readonly KeyValueOperation[];
  /** The state once it is durable. */
  readonly state: LogState;
  /** Called when it is. */
  readonly done: () => void;
  /** Called instead when it never will be, or nobody knows. */
  readonly dropped?: () => void;
}

export interface WriteQueueOptions {
  readonly store: KeyValueStore;
  readonly path: string;
  readonly crc32c: Crc32c;
  /** A batch failed. Called once. */
  readonly failed: (error: RaftStorageError) => void;
}

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #jobs: Job[] = [];
  #life: 'running' | 'failed' | 'stopped' = 'running';
  #running: Promise<void> | undefined;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Whether what is added now may still become durable. */
  get isRunning(): boolean {
    return this.#life === 'running';
  }

  /** After a failure or a stop the job is dropped. */
  add(job: Job): void {
    if (!this.isRunning) {
      job.dropped?.();
      return;
    }
    this.#jobs.push(job);
    this.#running ??= this.#run();
  }

  /** Drops what waits; resolves when the batch under way is over. */
  async stop(): Promise<void> {
    if (this.isRunning) this.#life = 'stopped';
    this.#drop(this.#jobs.splice(0));
    await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#jobs.length > 0 && this.isRunning) await this.#writeBatch(this.#takeJobs());
    this.#running = undefined;
  }

  async #writeBatch(jobs: readonly Job[]): Promise<void> {
    const { store, path, crc32c } = this.#options;
    const last = jobs.at(-1);
    assert(last !== undefined, 'a batch has a job');
    const operations = jobs.flatMap((job) => job.operations);
    operations.push({ kind: 'put', key: stateKey, value: seal(stateKey, encodeState(last.state), crc32c) });
    try {
      await store.batch(operations, { sync: true });
    } catch (error) {
      this.#fail(
        new RaftStorageError(
          'io',
          `the metadata log at ${path} could not be written: ${messageOf(error)}; this node confirms nothing any more and stops, since it cannot tell what the disk holds; look after the disk, then start it again`,
          { cause: error },
        ),
      );
      this.#drop(jobs);
      return;
    }
    for (const job of jobs) job.done();
  }

  /** As many as one batch carries, at least one. */
  #takeJobs(): readonly Job[] {
    let bytes = 0;
    let count = 0;
    for (const { operations } of this.#jobs) {
      bytes += bytesOf(operations);
      if (bytes > batchBytesMax && count > 0) break;
      count += 1;
    }
    return this.#jobs.splice(0, count);
  }

  #fail(error: RaftStorageError): void {
    if (!this.isRunning) return;
    this.#life = 'failed';
    this.#drop(this.#jobs.splice(0));
    this.#options.failed(error);
  }

  #drop(jobs: readonly Job[]): void {
    for (const job of jobs) job.dropped?.();
  }
}

function bytesOf(operations: readonly KeyValueOperation[]): number {
  let bytes = 0;
  for (const operation of operations)
    bytes += operation.key.byteLength + (operation.kind === 'put' ? operation.value.byteLength : 0);
  return bytes;
}
