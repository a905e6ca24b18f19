import { expect, it } from 'vitest';
import { FlightWindow } from '../../src/replication/flight-window.ts';
import { indexOf, LoneNode } from '../cluster/lone-node.ts';

it('has room for so many messages and so many bytes, and again when they are confirmed', () => {
  const window = new FlightWindow(3, 100);
  window.add(indexOf(5), 60);
  window.add(indexOf(9), 60);
  expect([window.hasRoom, window.messages]).toEqual([false, 2]);

  window.confirmUpTo(indexOf(8));
  expect([window.hasRoom, window.messages]).toEqual([true, 1]);
  window.add(indexOf(10), 0);
  window.add(indexOf(11), 0);

  expect(window.hasRoom).toBe(false);
  window.clear();
  expect(window.hasRoom).toBe(true);
});

it('a follower that does not answer gets no more than its window, however much there is', () => {
  const lone = new LoneNode({ limits: { appendBytesMax: 1, appendsInFlightMax: 4 } });
  lone.lead(2, 3);
  lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });
  for (let count = 0; count < 50; count += 1) lone.node.propose(new Uint8Array(10));

  const sent = lone.drain().filter(({ kind, to }) => kind === 'append' && to === 2);
  expect(sent.filter((message) => message.kind === 'append' && message.entries.length > 0)).toHaveLength(4);
  const more = lone.hear(2, 1, 'appendAccepted', { match: indexOf(3) });

  expect(
    more.filter((message) => message.kind === 'append' && message.to === 2 && message.entries.length > 0),
  ).toHaveLength(2);
});

it('while it is not known where the logs agree, one message is under way', () => {
  const lone = new LoneNode({ limits: { appendBytesMax: 1 } });
  lone.lead(2, 3);
  for (let count = 0; count < 10; count += 1) {
    lone.node.propose(new Uint8Array(10));
    expect(lone.drain().filter(({ kind }) => kind === 'append')).toEqual([]);
  }

  const asked = lone.hear(2, 1, 'heartbeatReply', { round: 1 });

  expect(asked.filter(({ kind }) => kind === 'append')).toHaveLength(1);
});

it('a transport that threw messages away is asked to begin again where the follower is', () => {
  const lone = new LoneNode();
  lone.lead(2, 3);
  lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });
  lone.node.propose(new Uint8Array(10));
  lone.drain();

  lone.node.unreachable(2 as never);

  const again = lone.drain().filter(({ kind, to }) => kind === 'append' && to === 2);
  expect(again).toMatchObject([{ previous: { index: 1 }, entries: [{ index: 2 }] }]);
});
