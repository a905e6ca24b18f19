import { expect, test } from 'vitest';
import {
  type EnumSetting,
  formatSetting,
  type ListSetting,
  longUnbounded,
  type NumberSetting,
  parseSetting,
  resolveSettings,
  type SettingDeclaration,
  type StringSetting,
  settingValue,
} from '../../src/index.ts';

const port: NumberSetting = {
  kind: 'int',
  name: 'kafka.port',
  documentation: 'The port.',
  default: 9092,
  min: 0,
  max: 65_535,
  boundReason: 'a port is 16 bits',
  applies: 'restart',
};
const retention: NumberSetting = { ...number('duration', 'retention.ms'), min: -1 };
const size = number('size', 'segment.bytes');
const long = number('long', 'flush.messages');
const ratio: NumberSetting = { ...number('double', 'ratio'), min: 0, max: 1 };
const policy: EnumSetting = {
  kind: 'enum',
  name: 'flush.policy',
  documentation: 'When to sync.',
  default: 'group',
  allowed: ['group', 'os'],
  applies: 'dynamic',
};
const cleanup: ListSetting = {
  kind: 'list',
  name: 'cleanup.policy',
  documentation: 'What becomes of old segments.',
  default: ['delete'],
  allowed: ['delete', 'compact'],
  itemsMin: 1,
  applies: 'dynamic',
};
const password: StringSetting = {
  kind: 'string',
  name: 'password',
  documentation: 'A secret.',
  default: '',
  charsMax: 4,
  sensitive: true,
  applies: 'restart',
};

function number(kind: NumberSetting['kind'], name: string): NumberSetting {
  return { kind, name, documentation: 'A number.', default: 1, applies: 'dynamic' };
}

test.each([
  [port, ' 8080 ', 8080],
  [port, '0', 0],
  [retention, '-1', -1],
  [retention, '250ms', 250],
  [retention, '7d', 604_800_000],
  [retention, '1.5h', 5_400_000],
  [size, '64KiB', 65_536],
  [size, '2GiB', 2 ** 31],
  [long, '9223372036854775807', longUnbounded],
  [ratio, '0.25', 0.25],
  [ratio, '1e-1', 0.1],
  [policy, 'os', 'os'],
  [cleanup, 'compact, delete', ['compact', 'delete']],
] as const)('%o reads "%s" as %o', (declaration, text, value) => {
  expect(parseSetting(declaration as SettingDeclaration, text)).toEqual({ ok: true, value });
});

test.each([
  [port, '65536', 'from 0 to 65535'],
  [port, '-1', 'from 0 to 65535'],
  [port, '80.5', 'a whole number'],
  [port, '0x50', 'a whole number'],
  [port, '', 'a whole number'],
  [port, '10s', 'a whole number'],
  [retention, '-2', 'at least -1'],
  [retention, '5 weeks', 'milliseconds or a duration such as 30s, 10m, 2h, 7d'],
  [ratio, '1.01', 'from 0 to 1'],
  [ratio, 'NaN', 'a number'],
  [ratio, '1e999', 'a number'],
  [policy, 'Group', 'one of group, os'],
  [cleanup, '', 'a list of at least 1'],
  [cleanup, 'delete,', 'a list without empty items'],
  [cleanup, 'shred', 'a list of delete, compact'],
] as const)('%o refuses "%s" and says what is allowed', (declaration, text, bound) => {
  expect(parseSetting(declaration as SettingDeclaration, text)).toMatchObject({ ok: false, problem: { bound } });
});

test('a problem names setting, value, bound and the reason of the bound', () => {
  const parsed = parseSetting(port, '70000');

  expect(parsed).toMatchObject({
    problem: {
      setting: 'kafka.port',
      value: '70000',
      sentence: 'kafka.port is set to "70000", but it must be from 0 to 65535 (a port is 16 bits).',
    },
  });
});

test('the value of a sensitive setting is never told', () => {
  const parsed = parseSetting(password, 'hunter2');

  expect(JSON.stringify(parsed)).not.toContain('hunter2');
});

test('a formatted value is read back as it was', () => {
  expect(formatSetting(longUnbounded)).toBe('9223372036854775807');
  expect(formatSetting(['delete', 'compact'])).toBe('delete,compact');
  expect(parseSetting(ratio, formatSetting(0.5))).toEqual({ ok: true, value: 0.5 });
});

test('the strongest source wins, the default comes last, and each value knows where it came from', () => {
  const settings = resolveSettings(
    [port, policy, retention],
    [
      { name: 'command line', texts: new Map([['kafka.port', '1']]) },
      {
        name: 'environment',
        texts: new Map([
          ['kafka.port', '2'],
          ['flush.policy', 'os'],
        ]),
      },
    ],
  );

  expect(settings.problems).toEqual([]);
  expect(settingValue(settings, port)).toBe(1);
  expect(settings.values.get('kafka.port')?.source).toBe('command line');
  expect(settings.values.get('flush.policy')).toMatchObject({ value: 'os', source: 'environment' });
  expect(settings.values.get('retention.ms')).toMatchObject({ value: 1, source: undefined });
});

test('all mistakes of all sources are told at once', () => {
  const settings = resolveSettings(
    [port, policy],
    [
      {
        name: 'command line',
        texts: new Map([
          ['kafka.port', 'x'],
          ['no.such', '1'],
        ]),
      },
      {
        name: 'ottla.yaml',
        texts: new Map([
          ['flush.policy', 'never'],
          ['__proto__', '1'],
        ]),
      },
    ],
  );

  expect(settings.problems.map((problem) => problem.setting)).toEqual([
    'kafka.port',
    'no.such',
    'flush.policy',
    '__proto__',
  ]);
  expect(settings.problems[0]?.sentence).toContain('command line');
});
