/**
 * What every implementation of the RPC port promises. Run it with a factory from a test file. Messages are plain bytes
 * here; codecs of the product have their own tests.
 */
import {
  NetworkError,
  type RpcChannel,
  RpcError,
  type RpcListener,
  type RpcNetwork,
  type RpcRegistration,
  type RpcServerHandler,
  type RpcStream,
  serve,
} from '@ottla/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ear } from './rpc-ear.ts';
import { echo, lending } from './rpc-methods.ts';

/** An implementation under test. */
export interface RpcSubject {
  readonly network: RpcNetwork;
  /** Waits for something that the network will do; with a virtual clock this is where time goes on. */
  wait<Value>(promise: Promise<Value>): Promise<Value>;
}

const host = '127.0.0.1';
const messageBytesMax = 4 * 1024 * 1024;
const chunk = new Uint8Array(64 * 1024).fill(7);

/** A served call: the server's stream and what it hears. */
interface Served extends Ear {
  stream: RpcStream<Uint8Array>;
}

/** Declares the suite for the implementation that `create` makes. */
export function rpcContract(create: () => RpcSubject): void {
  const connectionsMax = 3;
  const limits = { messageBytesMax, streamsPerConnectionMax: 100, connectionsMax, healthAndReflection: false };

  describe('the contract of the RPC port', () => {
    let subject: RpcSubject;
    let listener: RpcListener;
    let channel: RpcChannel;

    beforeEach(() => {
      subject = create();
    });
    afterEach(async () => {
      channel.close();
      await subject.wait(listener.close(0));
    });

    async function listen(registrations: readonly RpcRegistration[]): Promise<void> {
      listener = await subject.network.listen({ host, port: 0, ...limits }, registrations);
      channel = subject.network.channel({ host, port: listener.address.port, messageBytesMax });
    }

    async function listenWith(handler: RpcServerHandler<Uint8Array, Uint8Array>): Promise<void> {
      await listen([serve(echo, handler), serve(lending, handler)]);
    }

    /** A server that only listens; the first call is handed out. */
    async function listenSilently(): Promise<{ readonly first: Promise<Served> }> {
      let hand: (served: Served) => void = () => undefined;
      const first = new Promise<Served>((resolve) => {
        hand = resolve;
      });
      await listenWith((stream) => {
        const served = Object.assign(new Ear(), { stream });
        hand(served);
        return served;
      });
      return { first };
    }

    const answering: RpcServerHandler<Uint8Array, Uint8Array> = (stream) => ({
      message: (message) => void stream.write(message),
      drained: () => undefined,
      ended: () => stream.end(),
      failed: () => undefined,
    });

    it('a unary call is answered', async () => {
      await listenWith(answering);
      const answer = await subject.wait(channel.unary(echo, Uint8Array.of(1, 2, 3)));
      expect([...answer]).toEqual([1, 2, 3]);
    });

    it('an empty message is a message', async () => {
      await listenWith(answering);
      const answer = await subject.wait(channel.unary(echo, new Uint8Array(0)));
      expect(answer.length).toBe(0);
    });

    it('messages of a stream come in order, and its end after them', async () => {
      await listenWith(answering);
      const ear = new Ear();
      const stream = channel.open(echo, ear);
      for (let index = 0; index < 100; index += 1) stream.write(Uint8Array.of(index));
      stream.end();

      await subject.wait(ear.hears('ended'));

      expect(ear.messages.map(([first]) => first)).toEqual(Array.from({ length: 100 }, (_, index) => index));
      expect(ear.events.at(-1)).toBe('ended');
    });

    it('an error of the server reaches the client with its status, sentence and code', async () => {
      const error = new RpcError('failedPrecondition', 'Nobody leads it; ask node 3.', { kafkaCode: 6 });
      await listenWith((stream) => {
        stream.abort(error);
        return new Ear();
      });

      const failure = await subject.wait(channel.unary(echo, chunk).catch((thrown: unknown) => thrown));

      expect(failure).toBeInstanceOf(RpcError);
      expect(failure).toMatchObject({ code: error.code, message: error.message, kafkaCode: 6 });
    });

    it('a handler that throws ends the call as internal', async () => {
      await listenWith(() => {
        throw new Error('broken');
      });
      const failure = await subject.wait(channel.unary(echo, chunk).catch((thrown: unknown) => thrown));
      expect(failure).toMatchObject({ code: 'internal' });
    });

    it('a method that is not served is unimplemented', async () => {
      await listen([]);
      const failure = await subject.wait(channel.unary(echo, chunk).catch((thrown: unknown) => thrown));
      expect(failure).toMatchObject({ code: 'unimplemented' });
    });

    it('a call to where nobody listens is unavailable', async () => {
      await listenWith(answering);
      const { port } = listener.address;
      await subject.wait(listener.close(0));
      const nowhere = subject.network.channel({ host, port, messageBytesMax });
      const failure = await subject.wait(nowhere.unary(echo, chunk).catch((thrown: unknown) => thrown));
      expect(failure).toMatchObject({ code: 'unavailable' });
      nowhere.close();
    });

    it('a call beyond its deadline fails for both ends', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      const stream = channel.open(echo, ear, { deadlineMs: 100 });
      stream.write(chunk);

      await subject.wait(ear.hears('failed'));
      const served = await subject.wait(first);
      await subject.wait(served.hears('failed'));

      expect(ear.error?.code).toBe('deadlineExceeded');
    });

    it('the server knows the time that a call has left, and its metadata', async () => {
      const calls: unknown[] = [];
      await listenWith((stream, call) => {
        calls.push(call);
        return answering(stream, call);
      });
      const metadata = new Map([['client-id', 'a']]);
      await subject.wait(channel.unary(echo, chunk, { deadlineMs: 5_000, metadata }));
      const [call] = calls as { deadlineMs: number; metadata: Map<string, string>; peer: string }[];
      expect(call?.metadata.get('client-id')).toBe('a');
      expect(call?.peer).not.toBe('');
      expect(call?.deadlineMs).toBeGreaterThan(1_000);
      expect(call?.deadlineMs).toBeLessThanOrEqual(6_000);
    });

    it('a client that gives up is heard by the server, and hears nothing more itself', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      const stream = channel.open(echo, ear);
      stream.write(chunk);
      const served = await subject.wait(first);
      await subject.wait(served.hears('message'));

      stream.abort(new RpcError('cancelled', 'no longer wanted'));
      await subject.wait(served.hears('failed'));

      expect(served.error?.code).toBe('cancelled');
      expect(ear.events).toEqual([]);
    });

    it('the answer may come before the client has ended, and ends the call', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      channel.open(echo, ear).write(chunk);
      const served = await subject.wait(first);
      await subject.wait(served.hears('message'));

      served.stream.write(Uint8Array.of(9));
      served.stream.end();
      await subject.wait(ear.hears('ended'));

      expect(ear.messages.map((message) => [...message])).toEqual([[9]]);
    });

    it('a server that pauses makes the client hold, and nothing is lost when it goes on', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      const stream = channel.open(echo, ear);
      stream.write(Uint8Array.of(0));
      const served = await subject.wait(first);
      served.stream.pause();

      let sent = 0;
      let goOn = true;
      while (goOn && sent < 1_000) {
        goOn = stream.write(chunk);
        sent += 1;
      }
      const drained = ear.events.length;
      served.stream.resume();
      await subject.wait(served.until(({ messages }) => messages.filter(({ length }) => length > 1).length === sent));

      expect(goOn).toBe(false);
      expect(drained).toBe(0);
      await subject.wait(ear.hears('drained'));
    });

    it('a client that pauses makes the server hold, and nothing is lost when it goes on (FAULT-163)', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      const stream = channel.open(echo, ear);
      stream.pause();
      stream.write(chunk);
      const served = await subject.wait(first);

      let sent = 0;
      let goOn = true;
      while (goOn && sent < 1_000) {
        goOn = served.stream.write(chunk);
        sent += 1;
      }
      expect(goOn).toBe(false);
      expect(ear.messages).toHaveLength(0);
      stream.resume();
      await subject.wait(ear.until(({ messages }) => messages.length === sent));
      await subject.wait(served.hears('drained'));
    });

    it('lent messages arrive whole and in order, and each is given back once', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      channel.open(lending, ear).write(chunk);
      const served = await subject.wait(first);
      const released = [0, 0, 0];
      let all: () => void = () => undefined;
      const allReleased = new Promise<void>((resolve) => {
        all = resolve;
      });

      for (const index of released.keys()) {
        served.stream.write(new Uint8Array(chunk.length).fill(index), () => {
          released[index] = (released[index] ?? 0) + 1;
          if (index === 2) all();
        });
        served.stream.write(Uint8Array.of(index));
      }
      served.stream.end();
      await subject.wait(allReleased);
      await subject.wait(ear.hears('ended'));

      expect(ear.messages.map((message) => `${message.length} of ${message[0]}`)).toEqual(
        [0, 1, 2].flatMap((index) => [`${chunk.length} of ${index}`, `1 of ${index}`]),
      );
      expect(released).toEqual([1, 1, 1]);
    });

    it('a message lent to a call that is over is given back at once', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      const stream = channel.open(lending, ear);
      stream.write(chunk);
      const served = await subject.wait(first);
      served.stream.end();
      await subject.wait(ear.hears('ended'));
      let released = 0;

      served.stream.write(chunk, () => {
        released += 1;
      });
      stream.write(chunk, () => {
        released += 1;
      });

      expect(released).toBe(2);
    });

    it('a message over the limit fails the call (FAULT-161)', async () => {
      await listenWith(answering);
      const large = new Uint8Array(messageBytesMax + 1);
      const failure = await subject.wait(channel.unary(echo, large).catch((thrown: unknown) => thrown));
      expect(failure).toMatchObject({ code: 'resourceExhausted' });
    });

    it('an unreadable request is an invalid argument', async () => {
      const { first } = await listenSilently();
      const failing = channel.unary(echo, Uint8Array.of(255)).catch((thrown: unknown) => thrown);
      expect(await subject.wait(failing)).toMatchObject({ code: 'invalidArgument' });
      const served = await first;
      expect(served.messages).toHaveLength(0);
      expect(served.events).toEqual(['failed']);
    });

    it('closing waits for open calls, and cancels them when the grace is over', async () => {
      const { first } = await listenSilently();
      const ear = new Ear();
      channel.open(echo, ear).write(chunk);
      const served = await subject.wait(first);

      await subject.wait(listener.close(50));
      await subject.wait(Promise.all([ear.hears('failed'), served.hears('failed')]));

      expect(['unavailable', 'cancelled', 'internal']).toContain(ear.error?.code);
    });

    it('closing is told to open calls, and waits no longer than they need', async () => {
      await listenWith((stream) => ({
        message: () => undefined,
        drained: () => undefined,
        ended: () => undefined,
        failed: () => undefined,
        closing: () => stream.abort(new RpcError('unavailable', 'The server is shut down; ask another one.')),
      }));
      const ear = new Ear();
      const stream = channel.open(echo, ear);
      stream.write(chunk);
      await subject.wait(channel.unary(echo, chunk, { deadlineMs: 50 }).catch(() => undefined));

      await subject.wait(Promise.all([listener.close(1_000_000), ear.hears('failed')]));

      expect(ear.error?.code).toBe('unavailable');
    });

    it('an address can be listened on once', async () => {
      await listenWith(answering);
      const second = subject.network.listen({ host, port: listener.address.port, ...limits }, []);
      const failure = await subject.wait(second.catch((thrown: unknown) => thrown));
      expect(failure).toBeInstanceOf(NetworkError);
      expect(failure).toMatchObject({ code: 'addressInUse' });
    });

    it('a channel finds a server that came back', async () => {
      await listenWith(answering);
      await subject.wait(channel.unary(echo, chunk));
      const { port } = listener.address;
      await subject.wait(listener.close(0));
      listener = await subject.network.listen({ host, port, ...limits }, [serve(echo, answering)]);

      let answer: unknown;
      for (let attempt = 0; attempt < 200 && !(answer instanceof Uint8Array); attempt += 1)
        answer = await subject.wait(channel.unary(echo, chunk).catch((thrown: unknown) => thrown));

      expect(answer).toBeInstanceOf(Uint8Array);
    });

    it('a connection more than allowed is refused, and one that ended makes room (FAULT-142)', async () => {
      await listenWith(answering);
      const connect = (): RpcChannel => subject.network.channel({ host, port: listener.address.port, messageBytesMax });
      // A client that was refused waits before it tries again: each call has a channel of its own.
      const call = async (): Promise<unknown> => {
        const own = connect();
        const answer = await subject.wait(own.unary(echo, chunk).catch((thrown: unknown) => thrown));
        own.close();
        return answer;
      };
      const open = Array.from({ length: connectionsMax }, connect);
      const streams: RpcStream<Uint8Array>[] = [];
      for (const each of open) {
        const ear = new Ear();
        const stream = each.open(echo, ear);
        streams.push(stream);
        stream.write(chunk);
        await subject.wait(ear.hears('message'));
      }

      expect(await call()).toMatchObject({ code: 'unavailable' });

      streams.pop()?.abort(new RpcError('cancelled', 'no longer wanted'));
      open.pop()?.close();
      let answer: unknown;
      for (let attempt = 0; attempt < 200 && !(answer instanceof Uint8Array); attempt += 1) answer = await call();
      expect(answer).toBeInstanceOf(Uint8Array);
      for (const each of open) each.close();
    });

    it('a closed channel refuses calls', async () => {
      await listenWith(answering);
      channel.close();
      expect(() => channel.open(echo, new Ear())).toThrow(RpcError);
    });
  });
}
