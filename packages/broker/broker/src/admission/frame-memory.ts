import { frameShareOfMemory, largeFrameBytesMin, ungrantedFrameBytesMax } from '../limits.ts';
import { MemoryBudget } from './memory-budget.ts';

/**
 * Memory for frames. All of it is request memory, but frames that are not complete may hold only a share of that, and the
 * large ones among them a share of their own. So clients that send slowly, however many, can hold up others that send
 * frames of their size, and not those whose frames come whole.
 *
 *   asked ── room in the lane ──▶ in the lane ── room in the request memory ──▶ granted ── complete or gone ──▶ finished
 */
export class FrameMemory {
  readonly #requestMemory: MemoryBudget;
  readonly #ordinary: MemoryBudget;
  readonly #large: MemoryBudget;

  constructor(requestMemory: MemoryBudget) {
    this.#requestMemory = requestMemory;
    this.#ordinary = new MemoryBudget(requestMemory.totalBytes * frameShareOfMemory);
    this.#large = new MemoryBudget(requestMemory.totalBytes * frameShareOfMemory);
  }

  /** Whether somebody waits for memory: then slow frames must go on or make room. */
  get isShort(): boolean {
    return this.#requestMemory.waiting + this.#ordinary.waiting + this.#large.waiting > 0;
  }

  /** Takes the memory of a frame now, or nothing. */
  tryTake(bytes: number): boolean {
    const lane = this.#laneOf(bytes);
    if (lane === undefined) return this.#requestMemory.tryTake(bytes);
    if (!lane.tryTake(bytes)) return false;
    if (this.#requestMemory.tryTake(bytes)) return true;
    lane.give(bytes);
    return false;
  }

  /** Stands in line, after `tryTake` answered false: calls `granted` once. Answers how to leave the line. */
  wait(bytes: number, granted: () => void): () => void {
    const lane = this.#laneOf(bytes);
    if (lane === undefined) return this.#requestMemory.wait(bytes, granted);
    const place = { inLane: false, leave: (): void => undefined };
    const leaveLane = lane.take(bytes, () => {
      place.inLane = true;
      place.leave = this.#requestMemory.take(bytes, () => {
        place.inLane = false;
        granted();
      });
    });
    return () => {
      leaveLane();
      place.leave();
      if (place.inLane) lane.give(bytes);
      place.inLane = false;
    };
  }

  /** A granted frame is complete: its bytes are an ordinary request's from now on, and stay taken. */
  finished(bytes: number): void {
    this.#laneOf(bytes)?.give(bytes);
  }

  /** The client of a granted frame is gone before it was complete. */
  dropped(bytes: number): void {
    this.finished(bytes);
    this.#requestMemory.give(bytes);
  }

  /** Frames up to the size that is held without a grant are complete when they ask. */
  #laneOf(bytes: number): MemoryBudget | undefined {
    if (bytes <= ungrantedFrameBytesMax) return undefined;
    return bytes < largeFrameBytesMin ? this.#ordinary : this.#large;
  }
}
