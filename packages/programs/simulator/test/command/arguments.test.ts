/** The command line of the simulator. */
import { expect, it } from 'vitest';
import { asksForHelp, help, readArguments, usage } from '../../src/command/arguments.ts';

it('reads flags, and says which one it cannot read', () => {
  expect(readArguments(['--scenario', 'raft', '--seeds', '3-9', '--json'])).toMatchObject({
    ...{ scenario: 'raft', seedFirst: 3, seedLast: 9, json: true, trace: false },
  });
  expect(readArguments(['--seed', 'x'])).toBe('cannot read --seed x');
});

it('knows who asks for help, wherever it stands', () => {
  expect([['--help'], ['-h'], ['--seed', '1', '--help'], ['--seed', '1']].map(asksForHelp)).toEqual([
    ...[true, true, true, false],
  ]);
  expect(help.startsWith(usage)).toBe(true);
});
