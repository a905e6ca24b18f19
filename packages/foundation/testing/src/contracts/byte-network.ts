/** What every implementation of byte streams promises. */
import type { ByteConnection, ByteListener, ByteNetwork, ConnectionHandler } from '@ottla/base';
import { describe, expect, it } from 'vitest';

/** A network under test. */
export interface ByteNetworkSubject {
  readonly network: ByteNetwork;
  /** An address of this machine, as `127.0.0.1`. */
  readonly host: string;
  /** Waits for something that the network will do; with a virtual clock this is where time goes on. */
  readonly wait: <Value>(promise: Promise<Value>) => Promise<Value>;
}

/** What an end heard, with a way to wait until it has heard enough. */
class Ear implements ConnectionHandler {
  readonly connection: ByteConnection;
  readonly events: string[] = [];
  received = new Uint8Array(0);
  error: Error | undefined;
  plain = true;
  private inside = false;
  private readonly waiting: { readonly holds: () => boolean; readonly go: () => void }[] = [];

  constructor(connection: ByteConnection) {
    this.connection = connection;
  }

  data(chunk: Uint8Array): void {
    this.note('data', () => {
      const all = new Uint8Array(this.received.length + chunk.length);
      all.set(this.received);
      all.set(chunk, this.received.length);
      this.received = all;
      this.plain &&= Object.getPrototypeOf(chunk) === Uint8Array.prototype;
      chunk.fill(0xee);
    });
  }

  drained(): void {
    this.note('drained', () => undefined);
  }

  ended(): void {
    this.note('ended', () => undefined);
  }

  closed(error: Error | undefined): void {
    this.note('closed', () => {
      this.error = error;
    });
  }

  heard(event: string): boolean {
    return this.events.includes(event);
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ holds, go: resolve });
      this.check();
    });
  }

  /** Runs calls of the connection; nothing may be heard from inside of them. */
  act<Value>(calls: (connection: ByteConnection) => Value): Value {
    this.inside = true;
    const result = calls(this.connection);
    this.inside = false;
    return result;
  }

  private note(event: string, change: () => void): void {
    if (this.inside) this.events.push(`${event} from inside a call`);
    this.events.push(event);
    change();
    this.check();
  }

  private check(): void {
    for (const { holds, go } of this.waiting) if (holds()) go();
  }
}

interface Pair {
  readonly near: Ear;
  readonly far: Ear;
  readonly listener: ByteListener;
}

async function joined({ network, host, wait }: ByteNetworkSubject): Promise<Pair> {
  const ears: Ear[] = [];
  const hear = (connection: ByteConnection): Ear => {
    const ear = new Ear(connection);
    ears.push(ear);
    return ear;
  };
  let accepted: (ear: Ear) => void = () => undefined;
  const farSide = new Promise<Ear>((resolve) => {
    accepted = resolve;
  });
  const listener = await wait(
    network.listen({ host, port: 0 }, (connection) => {
      const ear = hear(connection);
      accepted(ear);
      return ear;
    }),
  );
  const connection = await wait(network.connect({ ...listener.address, timeoutMs: 5000 }, hear));
  const far = await wait(farSide);
  const near = ears.find((ear) => ear.connection === connection);
  if (near === undefined) throw new Error('the connection has no handler');
  return { near, far, listener };
}

async function closeAll({ near, far, listener }: Pair, { wait }: ByteNetworkSubject): Promise<void> {
  near.connection.destroy();
  far.connection.destroy();
  await wait(Promise.all([near.until(() => near.heard('closed')), far.until(() => far.heard('closed'))]));
  await wait(listener.close());
}

const text = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const bytes = (words: string): Uint8Array => Uint8Array.from(words, (letter) => letter.charCodeAt(0));

/** Declares the suite for the network that `create` makes. */
export function byteNetworkContract(create: () => ByteNetworkSubject): void {
  describe('the contract of byte streams', () => {
    it('bytes arrive in order, in both directions', async () => {
      const subject = create();
      const pair = await joined(subject);

      pair.near.act((end) => end.write([bytes('one '), bytes(''), bytes('two')]));
      pair.far.act((end) => end.write([bytes('back')]));
      await subject.wait(pair.far.until(() => pair.far.received.length === 7));
      await subject.wait(pair.near.until(() => pair.near.received.length === 4));

      expect(text(pair.far.received)).toBe('one two');
      expect(text(pair.near.received)).toBe('back');
      expect(pair.near.plain).toBe(true);
      await closeAll(pair, subject);
    });

    it('both ends know the addresses of both', async () => {
      const subject = create();
      const pair = await joined(subject);

      expect(pair.near.connection.remote).toEqual(pair.listener.address);
      expect(pair.far.connection.local).toEqual(pair.listener.address);
      expect(pair.far.connection.remote).toEqual(pair.near.connection.local);
      await closeAll(pair, subject);
    });

    it('a writer is told to hold while the reader is paused, and loses nothing', async () => {
      const subject = create();
      const pair = await joined(subject);
      pair.far.connection.pause();
      const chunk = new Uint8Array(64 * 1024).fill(7);
      let written = 0;
      let goOn = true;
      while (goOn && written < 256 * 1024 * 1024) {
        goOn = pair.near.act((end) => end.write([chunk]));
        written += chunk.length;
      }
      expect(goOn).toBe(false);
      expect(pair.near.connection.bufferedBytes).toBeGreaterThan(0);

      pair.far.connection.resume();
      await subject.wait(pair.near.until(() => pair.near.heard('drained')));
      await subject.wait(pair.far.until(() => pair.far.received.length === written));

      expect(pair.near.connection.bufferedBytes).toBe(0);
      expect(pair.near.events.filter((event) => event.includes('inside'))).toEqual([]);
      await closeAll(pair, subject);
    });

    it('nothing arrives while a reader is paused', async () => {
      const subject = create();
      const pair = await joined(subject);
      pair.far.connection.pause();
      pair.near.connection.write([bytes('wait')]);
      pair.far.connection.write([bytes('go')]);
      await subject.wait(pair.near.until(() => pair.near.received.length === 2));
      expect(pair.far.received.length).toBe(0);

      pair.far.connection.resume();
      await subject.wait(pair.far.until(() => pair.far.received.length === 4));

      await closeAll(pair, subject);
    });

    it('a writer hears once for each write that its chunks are needed no more, in order', async () => {
      const subject = create();
      const pair = await joined(subject);
      const taken: number[] = [];

      for (const write of [1, 2, 3])
        pair.near.connection.write([bytes('ab'), bytes('c')], () => {
          taken.push(write);
        });
      await subject.wait(pair.far.until(() => pair.far.received.length === 9));
      pair.far.connection.write([bytes('back')]);
      await subject.wait(pair.near.until(() => pair.near.received.length === 4));

      expect(taken).toEqual([1, 2, 3]);
      await closeAll(pair, subject);
    });

    it('chunks that wait for a reader are needed until the connection is gone', async () => {
      const subject = create();
      const pair = await joined(subject);
      pair.far.connection.pause();
      let writes = 0;
      let taken = 0;
      for (let goOn = true; goOn && writes < 4096; writes += 1)
        goOn = pair.near.connection.write([new Uint8Array(64 * 1024)], () => {
          taken += 1;
        });
      expect(taken).toBeLessThan(writes);

      pair.near.connection.destroy();
      await subject.wait(pair.near.until(() => pair.near.heard('closed')));
      expect(taken).toBe(writes);

      let late = 0;
      pair.near.connection.write([bytes('late')], () => {
        late += 1;
      });
      expect(late).toBe(1);
      await closeAll(pair, subject);
    });

    it('an end that has ended still hears the other one', async () => {
      const subject = create();
      const { near, far, listener } = await joined(subject);
      near.act((end) => {
        end.write([bytes('question')]);
        end.end();
      });
      await subject.wait(far.until(() => far.heard('ended')));
      expect(text(far.received)).toBe('question');

      far.act((end) => {
        end.write([bytes('answer')]);
        end.end();
      });
      await subject.wait(Promise.all([near.until(() => near.heard('closed')), far.until(() => far.heard('closed'))]));

      expect(text(near.received)).toBe('answer');
      expect([near.error, far.error]).toEqual([undefined, undefined]);
      expect(near.events.at(-1)).toBe('closed');
      await subject.wait(listener.close());
    });

    it('a destroyed connection is heard of at both ends, once and last', async () => {
      const subject = create();
      const { near, far, listener } = await joined(subject);
      near.act((end) => {
        end.destroy();
        end.destroy();
      });
      await subject.wait(near.until(() => near.heard('closed')));
      await subject.wait(far.until(() => far.heard('closed') || far.heard('ended')));
      far.connection.destroy();
      await subject.wait(far.until(() => far.heard('closed')));

      for (const ear of [near, far])
        expect(ear.events.filter((event) => event.startsWith('closed'))).toEqual(['closed']);
      expect(near.act((end) => end.write([bytes('late')]))).toBe(false);
      await subject.wait(listener.close());
    });

    it('a port is given to one listener only, until it closes', async () => {
      const { network, host, wait } = create();
      const accept = (connection: ByteConnection): Ear => new Ear(connection);
      const listener = await wait(network.listen({ host, port: 0 }, accept));
      expect(listener.address.port).toBeGreaterThan(0);
      const again = { host, port: listener.address.port };

      await expect(wait(network.listen(again, accept))).rejects.toMatchObject({ code: 'addressInUse' });
      await wait(listener.close());
      const second = await wait(network.listen(again, accept));

      await wait(second.close());
    });

    it('connections stay when their listener closes, and no new ones come', async () => {
      const subject = create();
      const pair = await joined(subject);
      await subject.wait(pair.listener.close());

      const late = subject.network.connect({ ...pair.listener.address, timeoutMs: 5000 }, (end) => new Ear(end));
      await expect(subject.wait(late)).rejects.toMatchObject({ code: 'refused' });
      pair.near.connection.write([bytes('still')]);
      await subject.wait(pair.far.until(() => pair.far.received.length === 5));

      await closeAll(pair, subject);
    });
  });
}
