/**
 * One file of a virtual disk: what a reader sees, what is surely on the medium, and every write in between, sector by
 * sector. After a power loss each sector has its durable content or any one of its later versions, independent of the
 * others, and the size is the durable one, a later one, or between.
 */
import { sectorBytes } from '../../limits.ts';
import { GrowableBytes } from './growable-bytes.ts';

/** A sector's content after one write. `forgotten`: a failed sync marked it clean, so no later sync writes it. */
interface SectorVersion {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly forgotten: boolean;
}

interface SizeVersion {
  readonly sequence: number;
  readonly size: number;
  readonly forgotten: boolean;
}

/** What may happen to a file in a power loss: for each answer 0 is the durable state, n the nth version after it. */
export interface FileCrash {
  sector(sector: number, versions: number): number;
  size(versions: number): number;
}

/** Volatile and durable state of one file. */
export class FileState {
  private readonly content: GrowableBytes;
  private readonly durable: GrowableBytes;
  private readonly sectors = new Map<number, SectorVersion[]>();
  private sizes: SizeVersion[] = [];

  constructor(durable: GrowableBytes = new GrowableBytes(), content: GrowableBytes = durable.clone()) {
    this.durable = durable;
    this.content = content;
  }

  get size(): number {
    return this.content.size;
  }

  read(target: Uint8Array, position: number): number {
    return this.content.read(target, position);
  }

  /** What a read past the page cache would give: only what is on the medium. */
  readDurable(target: Uint8Array, position: number): number {
    return this.durable.read(target, position);
  }

  write(bytes: Uint8Array, position: number, sequence: number): void {
    if (bytes.length === 0) return;
    const before = this.content.size;
    this.content.write(bytes, position);
    this.remember(position, bytes.length, sequence);
    if (this.content.size !== before) this.rememberSize(sequence);
  }

  truncate(size: number, sequence: number): void {
    const before = this.content.size;
    if (size === before) return;
    this.content.resize(size);
    if (size < before) this.remember(size, before - size, sequence);
    this.rememberSize(sequence);
  }

  /** What was written before `asOf` is durable from now on, except what an earlier failed sync forgot. */
  sync(asOf: number): void {
    const size = this.sizes.findLast((version) => version.sequence < asOf && !version.forgotten);
    if (size !== undefined) {
      this.durable.resize(size.size);
      this.sizes = this.sizes.filter((version) => version.sequence > size.sequence);
    }
    for (const [sector, versions] of this.sectors) this.syncSector(sector, versions, asOf);
  }

  /** The sync failed: the pages count as clean although they may not be on the medium, and no later sync tries them again. */
  failSync(asOf: number): void {
    for (const [sector, versions] of this.sectors) {
      this.sectors.set(
        sector,
        versions.map((version) => (version.sequence < asOf ? { ...version, forgotten: true } : version)),
      );
    }
    this.sizes = this.sizes.map((version) => (version.sequence < asOf ? { ...version, forgotten: true } : version));
  }

  /** Sectors that a power loss may lose, with how many versions each has beyond the durable one. */
  pendingSectors(): (readonly [sector: number, versions: number])[] {
    return [...this.sectors].map(([sector, versions]) => [sector, versions.length] as const);
  }

  /** Versions of the size beyond the durable one. */
  get pendingSizes(): number {
    return this.sizes.length;
  }

  /** The file after a power loss. */
  crash(choice: FileCrash): FileState {
    const kept = this.durable.clone();
    const size = this.sizes[choice.size(this.sizes.length) - 1]?.size ?? this.durable.size;
    for (const [sector, versions] of this.sectors) {
      const version = versions[choice.sector(sector, versions.length) - 1];
      if (version !== undefined) kept.write(version.bytes, sector * sectorBytes);
    }
    kept.resize(size);
    return new FileState(kept);
  }

  flipBit(position: number, bit: number): void {
    for (const bytes of [this.content, this.durable]) flip(bytes, position, bit);
    const inSector = position % sectorBytes;
    for (const { bytes } of this.sectors.get(Math.floor(position / sectorBytes)) ?? []) {
      bytes[inSector] = (bytes[inSector] ?? 0) ^ (1 << bit);
    }
  }

  clone(): FileState {
    const copy = new FileState(this.durable.clone(), this.content.clone());
    for (const [sector, versions] of this.sectors) copy.sectors.set(sector, [...versions]);
    copy.sizes = [...this.sizes];
    return copy;
  }

  private remember(position: number, length: number, sequence: number): void {
    const last = Math.floor((position + length - 1) / sectorBytes);
    for (let sector = Math.floor(position / sectorBytes); sector <= last; sector += 1) {
      const version = { sequence, bytes: this.content.slice(sector * sectorBytes, sectorBytes), forgotten: false };
      const versions = this.sectors.get(sector);
      if (versions === undefined) this.sectors.set(sector, [version]);
      else versions.push(version);
    }
  }

  private rememberSize(sequence: number): void {
    this.sizes.push({ sequence, size: this.content.size, forgotten: false });
  }

  private syncSector(sector: number, versions: readonly SectorVersion[], asOf: number): void {
    const synced = versions.findLast((version) => version.sequence < asOf && !version.forgotten);
    if (synced === undefined) return;
    const start = sector * sectorBytes;
    const length = Math.min(sectorBytes, this.durable.size - start);
    if (length > 0) this.durable.write(synced.bytes.subarray(0, length), start);
    const left = versions.filter((version) => version.sequence > synced.sequence);
    if (left.length === 0) this.sectors.delete(sector);
    else this.sectors.set(sector, left);
  }
}

function flip(bytes: GrowableBytes, position: number, bit: number): void {
  if (position >= bytes.size) return;
  const [byte = 0] = bytes.slice(position, 1);
  bytes.write(Uint8Array.of(byte ^ (1 << bit)), position);
}
