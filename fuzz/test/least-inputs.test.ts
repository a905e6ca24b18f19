/** A target that hardly ran has found nothing, and says so. */
import { expect, test } from 'vitest';
import { readArguments } from '../command/arguments.ts';
import { runCommand } from '../command/run-command.ts';
import type { Target } from '../core/target.ts';

/** Looks at the clock after each input. */
const dear: Target = {
  name: 'least-inputs-of-a-test',
  about: 'reads anything',
  cost: 'dear',
  generate: () => new Uint8Array(1),
  check: () => 'read',
};

async function fuzz(...flags: readonly string[]): Promise<[code: number, lines: string[]]> {
  const lines: string[] = [];
  const code = await runCommand(readArguments(['--runs', '500', ...flags], 1), [dear], (line) => lines.push(line));
  return [code, lines];
}

test('a target that had fewer inputs than were asked for at least has failed', async () => {
  const [code, lines] = await fuzz('--least', '600', '--seconds', '0');

  expect(code).toBe(1);
  expect(lines.at(-1)).toContain('TOO FEW: 1 generated inputs, and at least 5');
});

test('it is enough to have run all that was asked for, or as many as must be', async () => {
  const [all] = await fuzz('--least', '600');
  const [unasked] = await fuzz('--seconds', '0');

  expect([all, unasked]).toEqual([0, 0]);
});
