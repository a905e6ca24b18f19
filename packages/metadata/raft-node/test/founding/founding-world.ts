/** Founders on virtual machines: what a start does up to the founding of the log, on files, stores and wires that fail. */
import { FileSystemError, type RpcListener, silentLogger } from '@ottla/base';
import { nodeCrc32c } from '@ottla/platform-node';
import { membershipOf, type NodeId } from '@ottla/raft-core';
import { createMemoryRpc } from '@ottla/rpc';
import {
  allLost,
  type CrashChoice,
  createSeededRandomness,
  LossyRpc,
  VirtualDisk,
  VirtualKeyValueStores,
  VirtualTime,
} from '@ottla/testing';
import { writeFileAtomically } from '../../src/files/write-file.ts';
import {
  beginFounderFile,
  type Founder,
  type FounderMemory,
  Founding,
  type FoundingError,
  openFounderFile,
  openPeerDoor,
  openRaftStorage,
} from '../../src/index.ts';

export const directory = '/data';

interface Identity {
  readonly directoryId: string;
  readonly initialised: boolean;
}

/** What became of a start. */
export type State = 'down' | 'starting' | 'founded' | 'refused' | 'failed';

export class Machine {
  readonly id: number;
  disk: VirtualDisk;
  stores: VirtualKeyValueStores;
  state: State = 'down';
  lives = 0;
  directories = 0;
  error: unknown;
  founding: Founding | undefined;
  door: { close(): Promise<void> } | undefined;

  constructor(id: number, disk: VirtualDisk, stores: VirtualKeyValueStores) {
    this.id = id;
    this.disk = disk;
    this.stores = stores;
  }

  get refusal(): FoundingError | undefined {
    return this.state === 'refused' ? (this.error as FoundingError) : undefined;
  }
}

export interface FoundingWorldOptions {
  readonly ids: readonly number[];
  readonly seed?: number;
  /** Milliseconds of an operation on files. */
  readonly diskMs?: () => number;
  /** Milliseconds of a synced batch of a store. Default: as on files. */
  readonly storeMs?: (id: number) => number;
  /** The founders as this node was started with. */
  readonly listOf?: (id: number) => readonly Founder[];
  readonly clusterOf?: (id: number) => string;
  /** A node that is wrong about what it remembers. */
  readonly memory?: (memory: FounderMemory) => FounderMemory;
}

export const founder = (id: number): Founder => ({ id: id as NodeId, address: `n${id}:9094` });

export class FoundingWorld {
  readonly time = new VirtualTime();
  readonly wires = new LossyRpc(createMemoryRpc({ timers: this.time.timers }), this.time.timers);
  readonly machines: readonly Machine[];
  /** The directories of each founder that were founded. INV: one at most. */
  readonly foundedBy = new Map<number, Set<string>>();
  readonly #options: FoundingWorldOptions;

  constructor(options: FoundingWorldOptions) {
    this.#options = options;
    this.machines = options.ids.map((id) => new Machine(id, this.#newDisk(), this.#newStores(id)));
  }

  machine(id: number): Machine {
    const machine = this.machines.find((one) => one.id === id);
    if (machine === undefined) throw new Error(`there is no node ${id}`);
    return machine;
  }

  states(): string {
    return this.machines.map(({ state }) => state).join(' ');
  }

  get areAllFounded(): boolean {
    return this.machines.every(({ state }) => state === 'founded');
  }

  /** A founder that had two directories founded. */
  get violation(): string | undefined {
    const twice = [...this.foundedBy].find(([, directories]) => directories.size > 1);
    return twice === undefined ? undefined : `node ${twice[0]} founded ${[...twice[1]].join(' and ')}`;
  }

  start(id: number): void {
    const machine = this.machine(id);
    machine.lives += 1;
    machine.state = 'starting';
    machine.error = undefined;
    const life = machine.lives;
    this.#live(machine).catch((error: unknown) => {
      if (machine.lives !== life || machine.state === 'down') return;
      machine.state = (error as { name?: string }).name === 'FoundingError' ? 'refused' : 'failed';
      machine.error = error;
      this.#end(machine);
    });
  }

  /** The power goes; what was not synced is lost, or kept as the choice says. */
  crash(id: number, choice: CrashChoice = allLost, keep: (unsynced: number) => number = () => 0): void {
    const machine = this.machine(id);
    machine.state = 'down';
    machine.disk = machine.disk.crash(choice);
    machine.stores = machine.stores.crash(keep);
    this.#end(machine);
  }

  /** A node that is down gets an empty disk. */
  wipe(id: number): void {
    const machine = this.machine(id);
    machine.disk = this.#newDisk();
    machine.stores = this.#newStores(id);
  }

  async until(goal: () => boolean, withinMs = 60_000): Promise<void> {
    if (!(await this.time.runUntil(goal, withinMs))) throw new Error(`it does not come to that: ${this.states()}`);
  }

  #end(machine: Machine): void {
    machine.founding?.close();
    void machine.door?.close();
    machine.founding = undefined;
    machine.door = undefined;
  }

  async #live(machine: Machine): Promise<void> {
    const {
      ids,
      listOf = () => ids.map(founder),
      clusterOf = () => 'cluster-a',
      memory = (same) => same,
    } = this.#options;
    const { disk, stores, lives } = machine;
    const id = machine.id as NodeId;
    const clusterId = clusterOf(id);
    const identity = await this.#identity(machine);
    const founding = new Founding({
      platform: this.#platform(machine),
      clusterId,
      id,
      directoryId: identity.directoryId,
      founders: listOf(id),
      memory: memory(await openFounderFile(disk, directory)),
    });
    if (machine.lives !== lives || machine.state === 'down') return;
    machine.founding = founding;
    machine.door = await this.#openDoor(id, founding);
    const opening = await openRaftStorage({
      stores,
      path: `${directory}/metadata`,
      crc32c: nodeCrc32c,
      owner: { clusterId, nodeId: id },
      expectExisting: identity.initialised,
    });
    if (opening.kind === 'refused') throw new Error(opening.message);
    founding.begin(opening.kind === 'whole' ? opening.founding.voters : undefined);
    if (opening.kind === 'fresh') {
      await founding.permitted();
      await opening.found(membershipOf({ voters: listOf(id).map((one) => one.id), learners: [] }));
    }
    this.#noteFounded(id, identity.directoryId);
    machine.state = 'founded';
    await writeIdentity(disk, { ...identity, initialised: true });
  }

  #platform({ id, lives }: Machine) {
    const randomness = createSeededRandomness(this.#options.seed ?? 1).stream(`node ${id}, life ${lives}`);
    return { rpc: this.wires.of(`n${id}`), timers: this.time.timers, randomness, logger: silentLogger };
  }

  async #openDoor(id: number, { registrations }: Founding): Promise<{ close(): Promise<void> }> {
    let listener: RpcListener | undefined;
    const rpc = this.wires.of(`n${id}`);
    await openPeerDoor({
      rpc: {
        ...rpc,
        listen: async (options, served) => {
          listener = await rpc.listen(options, served);
          return listener;
        },
      },
      listen: { host: `n${id}`, port: 9094 },
      registrations,
    });
    // A machine without power gives nobody time.
    return { close: async () => await listener?.close(0) };
  }

  /** As the assembly does it: the memory is there before the directory has an identity. */
  async #identity(machine: Machine): Promise<Identity> {
    const { disk, id } = machine;
    await disk.makeDirectory(directory);
    await disk.syncDirectory('/');
    const there = await readIdentity(disk);
    if (there !== undefined) return there;
    await beginFounderFile(disk, directory);
    machine.directories += 1;
    const identity = { directoryId: `directory ${machine.directories} of ${id}`, initialised: false };
    await writeIdentity(disk, identity);
    return identity;
  }

  #noteFounded(id: number, directoryId: string): void {
    this.foundedBy.set(id, new Set(this.foundedBy.get(id)).add(directoryId));
  }

  #newDisk(): VirtualDisk {
    const { diskMs = () => 0 } = this.#options;
    return new VirtualDisk({ timing: { timers: this.time.timers, delayMs: diskMs } });
  }

  #newStores(id: number): VirtualKeyValueStores {
    const { diskMs = () => 0, storeMs = diskMs } = this.#options;
    return new VirtualKeyValueStores(new Map(), { latency: { timers: this.time.timers, syncMs: () => storeMs(id) } });
  }
}

async function writeIdentity(disk: VirtualDisk, identity: Identity): Promise<void> {
  await writeFileAtomically(disk, directory, 'node.json', new TextEncoder().encode(JSON.stringify(identity)));
}

async function readIdentity(disk: VirtualDisk): Promise<Identity | undefined> {
  try {
    return JSON.parse(new TextDecoder().decode(await disk.readFile(`${directory}/node.json`))) as Identity;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'notFound') return undefined;
    throw error;
  }
}
