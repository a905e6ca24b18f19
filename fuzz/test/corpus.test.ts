/**
 * Inputs that once failed are fed to their targets, and a small fixed share of generated ones. FAULT-139, FAULT-140,
 * FAULT-141, FAULT-142: what strangers send becomes a value or a typed error.
 */
import { expect, test } from 'vitest';
import { keptInputs, parseInput } from '../core/corpus.ts';
import { minimize } from '../core/minimize.ts';
import { inputOf, runTarget } from '../core/run-target.ts';
import { BrokenLaw, type Target } from '../core/target.ts';
import { targets } from '../targets/all.ts';

const runs = 150;
const dearRuns = 10;

test.each(targets.map((target) => [target.name, target] as const))(
  'FAULT-139 FAULT-140 FAULT-141 FAULT-142 %s keeps its laws over its corpus and a few inputs',
  async (_name, target) => {
    const options = { seed: 1, runs: target.cost === 'dear' ? dearRuns : runs, timeMs: 20_000 };

    const { inputs, finding } = await runTarget(target, options);

    expect(finding?.error).toBeUndefined();
    expect(inputs).toBeGreaterThan(keptInputs(target.name).length);
  },
);

test('the same seed and index make the same input', () => {
  for (const target of targets) expect(inputOf(target, 7, 3)).toEqual(inputOf(target, 7, 3));
});

const planted: Target = {
  name: 'planted',
  about: 'fails where a byte 0x2a is followed, anywhere, by a byte 0x2b',
  generate: (chance) => chance.bytes(200),
  check(input) {
    const at = input.indexOf(0x2a);
    if (at >= 0 && input.indexOf(0x2b, at) >= 0) throw new BrokenLaw('both are there');
    return 'fine';
  },
};

test('a planted defect is found, and its input is made as small as it can be', async () => {
  const { finding } = await runTarget(planted, { seed: 1, runs: 1_000, timeMs: 20_000 });
  const fails = async (input: Uint8Array): Promise<boolean> => {
    try {
      void planted.check(input);
      return false;
    } catch {
      return true;
    }
  };

  expect(finding?.error).toBeInstanceOf(BrokenLaw);
  expect(await minimize(finding?.input ?? new Uint8Array(0), fails)).toEqual(Uint8Array.of(0x2a, 0x2b));
});

test('a kept input is hexadecimal digits and comments', () => {
  expect(parseInput('# why\n00ff\n10\n')).toEqual(Uint8Array.of(0, 0xff, 0x10));
  expect(() => parseInput('0g')).toThrow('hexadecimal');
});
