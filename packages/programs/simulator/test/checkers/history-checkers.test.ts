/** Each rule on a history that keeps it and on one that breaks it. */
import { describe, expect, it } from 'vitest';
import { checkHistory, checkRun, historyCheckers } from '../../src/index.ts';
import { key, Script } from '../histories.ts';

const invariantsOf = (script: Script): string[] => [
  ...new Set(checkHistory(script.history).map(({ invariant }) => invariant)),
];

const good: readonly (readonly [truth: string, script: Script])[] = [
  ['nothing happened', new Script()],
  [
    'all is read in order',
    new Script().ok(['a', 'b'], 0).ok(['c'], 2).poll(0, ['a', 'b']).poll(2, ['c']).final(['a', 'b', 'c']),
  ],
  ['an unknown send took effect', new Script().send(['a']).poll(0, ['a']).final(['a'])],
  ['an unknown send took no effect', new Script().send(['a']).ok(['b'], 0).final(['b'])],
  [
    'deleted records are missed by nobody',
    new Script().ok(['a', 'b'], 0).poll(0, ['a', 'b']).poll(1, ['b'], { consumer: 'd', logStart: 1 }),
  ],
  ['a send with acks=0 may be lost', new Script().ok(['a'], 0, { acks: 'none' }).final([])],
  ['a retry of a plain producer may double', new Script().ok(['a'], 1, { idempotent: false }).final(['a', 'a'])],
  [
    'another assignment begins where it likes',
    new Script().ok(['a', 'b'], 0).poll(0, ['a', 'b']).poll(0, ['a', 'b'], { assignment: 2 }).final(['a', 'b']),
  ],
];

const bad: readonly (readonly [invariant: string, truth: string, script: Script])[] = [
  [
    'inconsistent-offsets',
    'two readers see two values',
    new Script().send(['a']).send(['b']).poll(0, ['a']).poll(0, ['b'], { consumer: 'd' }),
  ],
  [
    'inconsistent-offsets',
    'a reader sees what the producer was not told',
    new Script().ok(['a'], 0).send(['b']).poll(0, ['b']),
  ],
  ['duplicate', 'one value lies twice', new Script().ok(['a'], 0).final(['a', 'a'])],
  ['lost-write', 'an acknowledged value is passed over', new Script().ok(['a', 'b'], 0).poll(1, ['b'])],
  ['unseen', 'an acknowledged value is not at the end', new Script().ok(['a', 'b'], 0).final(['a'])],
  ['unseen', 'it is there first and not after a restart', new Script().ok(['a'], 0).final(['a']).final([])],
  ['vanished', 'a reader saw what later is not there', new Script().send(['a']).poll(0, ['a']).final([])],
  ['invented', 'a value comes from nowhere', new Script().poll(0, ['x'])],
  ['invented', 'a value lies in another partition', new Script().send(['a'], { key: 'topic/1' }).poll(0, ['a'])],
  ['failed-write', 'a refused value is read', new Script().send(['a'], { outcome: 'failed' }).poll(0, ['a'])],
  ['nonmonotonic-send', 'a later send lies before', new Script().ok(['a'], 1).ok(['b'], 0).final(['b', 'a'])],
  [
    'poll-skip',
    'a reader is given what lies behind the next record',
    new Script()
      .ok(['a', 'b'], 0)
      .poll(0, ['b'], { records: [{ offset: 1, value: 'b' }] })
      .poll(0, ['a', 'b']),
  ],
  [
    'nonmonotonic-poll',
    'a reader is given a record again',
    new Script().ok(['a', 'b'], 0).poll(0, ['a', 'b']).poll(1, ['b']),
  ],
  ['log-start-back', 'the log start goes back', new Script().poll(0, [], { logStart: 5 }).poll(0, [], { logStart: 4 })],
  [
    'high-watermark-back',
    'the high watermark goes back',
    new Script().poll(0, [], { highWatermark: 5 }).poll(0, [], { highWatermark: 4 }),
  ],
  [
    'outside-of-log',
    'a record above the high watermark is served',
    new Script().send(['a']).poll(0, ['a'], { highWatermark: 0 }),
  ],
];

describe('histories without a fault', () => {
  it.each(good)('%s', (_truth, script) => {
    expect(checkHistory(script.history)).toEqual([]);
  });
});

describe('histories with a fault', () => {
  it.each(bad)('%s: %s', (invariant, _truth, script) => {
    expect(invariantsOf(script)).toContain(invariant);
  });

  it('sequence-refused: a producer that did nothing wrong is refused', () => {
    const { history } = new Script();
    history.refusals.push({ producer: 'p', key, error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', value: 'a' });
    expect(checkHistory(history).map(({ invariant }) => invariant)).toEqual(['sequence-refused']);
  });

  it('producer-id-twice: an id and epoch goes to two producers', () => {
    const { history } = new Script();
    for (const producer of ['p', 'q']) history.grants.push({ producer, producerId: 1000, producerEpoch: 0 });
    expect(checkHistory(history).map(({ invariant }) => invariant)).toEqual(['producer-id-twice']);
  });

  it('minimum-traffic: an idle run does not pass', () => {
    expect(checkRun(new Script().history).map(({ invariant }) => invariant)).toEqual([
      'minimum-traffic',
      'minimum-traffic',
    ]);
  });

  it('every rule has a history that breaks it', () => {
    const broken = new Set([...bad.map(([invariant]) => invariant), 'sequence-refused', 'producer-id-twice']);
    expect(historyCheckers.map(({ invariant }) => invariant).filter((invariant) => !broken.has(invariant))).toEqual([]);
  });

  it('what was deleted with its topic is missed by nobody', () => {
    const script = new Script().ok(['a'], 0).poll(0, ['a']).final([]);
    script.history.deletedTopics.add('topic');
    expect(invariantsOf(script)).toEqual([]);
  });
});
