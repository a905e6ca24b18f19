/** Runs one target: what is kept first, then generated inputs until the runs or the time are over, or something fails. */
import { createSeededRandomness, type SeededRandomness } from '@ottla/testing';
import { heapGrowthBytesMax, inputBytesMax, inputMsMaxDefault, inputsPerLook, slowTries } from '../limits.ts';
import { keptInputs } from './corpus.ts';
import { BrokenLaw, law, type Target } from './target.ts';

/** How far to go. */
export interface RunOptions {
  readonly seed: number;
  readonly runs: number;
  /** Milliseconds after which no further input is made. */
  readonly timeMs: number;
  /** The first index of generated inputs; default 0. */
  readonly firstIndex?: number;
}

/** An input that fails, and how. */
export interface Finding {
  readonly input: Uint8Array;
  /** The index of a generated input, or the name of a kept one. */
  readonly from: number | string;
  readonly error: unknown;
}

/** What became of a run. */
export interface TargetRun {
  readonly inputs: number;
  /** How many of them were generated. */
  readonly generated: number;
  readonly ms: number;
  readonly slowestMs: number;
  /** How many inputs had which outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly finding: Finding | undefined;
}

/** Runs a target; stops at the first finding. */
export async function runTarget(target: Target, options: RunOptions): Promise<TargetRun> {
  const run = new Run(target);
  const finding = (await run.kept()) ?? (await run.generated(options));
  return run.result(finding);
}

/** The input with this index. The same seed and index make the same input, whatever was made before. */
export function inputOf(target: Target, seed: number, index: number): Uint8Array {
  return target.generate(streamOf(target, seed).stream(String(index)));
}

function streamOf(target: Target, seed: number): SeededRandomness {
  return createSeededRandomness(seed).stream(target.name);
}

class Run {
  readonly #target: Target;
  readonly #started = performance.now();
  readonly #outcomes = new Map<string, number>();
  #inputs = 0;
  #generated = 0;
  #slowestMs = 0;
  #heapBytes = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  result(finding: Finding | undefined): TargetRun {
    const ms = performance.now() - this.#started;
    return {
      inputs: this.#inputs,
      generated: this.#generated,
      ms,
      slowestMs: this.#slowestMs,
      outcomes: this.#outcomes,
      finding,
    };
  }

  async kept(): Promise<Finding | undefined> {
    for (const { name, input } of keptInputs(this.#target.name)) {
      const finding = await this.#feed(input, name);
      if (finding !== undefined) return finding;
    }
    return undefined;
  }

  async generated({ seed, runs, timeMs, firstIndex = 0 }: RunOptions): Promise<Finding | undefined> {
    const stream = streamOf(this.#target, seed);
    const until = performance.now() + timeMs;
    const perLook = this.#target.cost === 'dear' ? 1 : inputsPerLook;
    for (let index = firstIndex; index < firstIndex + runs; index += 1) {
      const input = this.#target.generate(stream.stream(String(index)));
      this.#generated += 1;
      const finding = await this.#feed(input, index);
      if (finding !== undefined) return finding;
      if (this.#inputs % perLook !== 0) continue;
      if (performance.now() > until) break;
      if (this.#inputs % inputsPerLook === 0) this.#lookAtHeap();
      await turn();
    }
    return undefined;
  }

  async #feed(input: Uint8Array, from: number | string): Promise<Finding | undefined> {
    this.#inputs += 1;
    try {
      const { outcome, ms } = await timed(this.#target, input);
      this.#slowestMs = Math.max(this.#slowestMs, ms);
      this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
      return undefined;
    } catch (error) {
      return { input, from, error };
    }
  }

  /** The heap after a collection does not grow with the number of inputs. */
  #lookAtHeap(): void {
    const { gc } = globalThis;
    if (gc === undefined || this.#inputs % (40 * inputsPerLook) !== 0) return;
    gc();
    const bytes = process.memoryUsage().heapUsed;
    if (this.#heapBytes === 0) this.#heapBytes = bytes;
    if (bytes - this.#heapBytes > heapGrowthBytesMax)
      throw new BrokenLaw(`${this.#target.name}: the heap grew by ${bytes - this.#heapBytes} bytes`);
  }
}

/**
 * Checks one input within its time. Throws what `check` throws, and when it is slow however often it is tried: the tries
 * count the time that this process computes, as the machine has other work too.
 */
export async function timed(target: Target, input: Uint8Array): Promise<{ outcome: string; ms: number }> {
  const started = performance.now();
  const outcome = await target.check(input);
  let ms = performance.now() - started;
  const most = target.inputMsMax ?? inputMsMaxDefault;
  for (let left = slowTries; ms > most && left > 0; left -= 1) ms = Math.min(ms, await computedMs(target, input));
  law(ms <= most || input.length > inputBytesMax, () => `${input.length} bytes took ${ms.toFixed(1)} ms`);
  return { outcome, ms };
}

async function computedMs(target: Target, input: Uint8Array): Promise<number> {
  const before = process.cpuUsage();
  await target.check(input);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
