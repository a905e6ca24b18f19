/** Runs targets one after another and prints what a person wants to know; a finding is made small and kept. */
import { messageOf } from '@ottla/base';
import { keepInput } from '../core/corpus.ts';
import { minimize } from '../core/minimize.ts';
import { type Finding, runTarget, type TargetRun, timed } from '../core/run-target.ts';
import { BrokenLaw, type Target } from '../core/target.ts';
import { dearShare, reportedHexCharsMax } from '../limits.ts';
import type { FuzzArguments } from './arguments.ts';

type Print = (line: string) => void;

/** Answers the exit code: 0, or 1 when something was found, or when a target had too few inputs to have found anything. */
export async function runCommand(wanted: FuzzArguments, targets: readonly Target[], print: Print): Promise<number> {
  let code = 0;
  print(`seed ${wanted.seed}`);
  for (const target of targets) {
    const run = await runTarget(target, optionsFor(wanted, target));
    print(lineOf(target, run));
    const least = leastFor(wanted, target);
    if (run.finding === undefined && run.generated < least) {
      code = 1;
      print(`  TOO FEW: ${run.generated} generated inputs, and at least ${least} must be; give it more --seconds`);
    }
    if (run.finding === undefined) continue;
    code = 1;
    await report(target, run.finding, wanted, print);
  }
  return code;
}

function optionsFor(wanted: FuzzArguments, target: Target): Parameters<typeof runTarget>[1] {
  const { seed, timeMs, index } = wanted;
  if (index !== undefined) return { seed, timeMs, runs: 1, firstIndex: index };
  return { seed, timeMs, runs: shareOf(wanted.runs, target) };
}

function leastFor({ leastInputs, runs, index }: FuzzArguments, target: Target): number {
  return index === undefined ? shareOf(Math.min(leastInputs, runs), target) : 0;
}

/** An expensive target has fewer inputs. */
function shareOf(inputs: number, { cost }: Target): number {
  return cost === 'dear' ? Math.ceil(inputs * dearShare) : inputs;
}

function lineOf(target: Target, { inputs, ms, slowestMs, outcomes, finding }: TargetRun): string {
  const most = [...outcomes].sort(([, left], [, right]) => right - left).slice(0, 6);
  const words = most.map(([word, count]) => `${word} ${count}`).join(', ');
  const verdict = finding === undefined ? 'ok   ' : 'WRONG';
  const seconds = (ms / 1000).toFixed(1);
  return `${verdict} ${target.name}: ${inputs} inputs in ${seconds} s, slowest ${slowestMs.toFixed(1)} ms; ${words}`;
}

async function report(target: Target, finding: Finding, wanted: FuzzArguments, print: Print): Promise<void> {
  const { error, from } = finding;
  print(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const small = wanted.minimize ? await smaller(target, finding) : finding.input;
  const digits = Buffer.from(small).toString('hex');
  print(
    `  ${small.length} bytes: ${digits.slice(0, reportedHexCharsMax)}${digits.length > reportedHexCharsMax ? '…' : ''}`,
  );
  if (typeof from === 'number') {
    const path = keepInput(
      target.name,
      `seed-${wanted.seed}-${from}`,
      small,
      `Found: ${messageOf(error).slice(0, 200)}`,
    );
    print(`  kept as ${path}; give it a name that says what it is`);
    print(`  repeat it with: npm run fuzz -- ${target.name} --seed ${wanted.seed} --index ${from}`);
  } else print(`  it is the kept input ${from}; repeat it with: npm run fuzz -- ${target.name} --runs 0`);
}

function smaller(target: Target, { input, error }: Finding): Promise<Uint8Array> {
  const kind = kindOf(error);
  return minimize(input, async (candidate) => {
    try {
      await timed(target, candidate);
      return false;
    } catch (thrown) {
      return kindOf(thrown) === kind;
    }
  });
}

/** Failures of one kind have the same class and the same sentence but for its numbers. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = error instanceof BrokenLaw ? '' : (error.stack ?? '').split('\n')[1];
  return `${error.name} ${error.message.replaceAll(/\d+(\.\d+)?/g, '#').slice(0, 60)} ${where ?? ''}`;
}
