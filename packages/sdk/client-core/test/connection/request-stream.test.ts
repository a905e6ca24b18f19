/** Requests find their answers in any order, and a lost stream fails them all as unknown. */
import { type RpcError, RpcError as RpcFailure, type RpcStream, serve } from '@ottla/base';
import { logService, type ProduceRequest, type ProduceResponse } from '@ottla/rpc';
import { beforeEach, describe, expect, it } from 'vitest';
import { RequestStream, streamsOf } from '../../src/index.ts';
import { limits, virtualPlatform } from '../virtual-client.ts';

const platform = virtualPlatform();
let server: RpcStream<ProduceResponse> | undefined;
let asked: ProduceRequest[] = [];
let stream: RequestStream<ProduceRequest, ProduceResponse>;

function request(correlationId: number): ProduceRequest {
  return { correlationId, acks: 1, timeoutMs: 1, partitions: [] };
}

/** Sends a request; its outcome is written down. */
function send(outcomes: string[], name: string, timeoutMs = 60_000): void {
  stream.send(request, timeoutMs, {
    answered: () => outcomes.push(`${name} answered`),
    failed: (error: RpcError, sent) => outcomes.push(`${name} ${error.code} ${sent ? 'sent' : 'unsent'}`),
  });
}

describe('a request stream', () => {
  beforeEach(async () => {
    asked = [];
    const listener = await platform.rpc.listen({ host: 'n', port: 0, ...limits }, [
      serve(logService.produce, (end) => {
        server = end;
        return {
          message: (m) => asked.push(m),
          drained: () => undefined,
          ended: () => undefined,
          failed: () => undefined,
        };
      }),
    ]);
    const channel = platform.rpc.channel({ host: 'n', port: listener.address.port, messageBytesMax: 1_000_000 });
    stream = new RequestStream(streamsOf(channel, logService.produce), { timers: platform.timers, clientId: 'c' });
  });

  it('gives each request its own answer, whatever their order', async () => {
    const outcomes: string[] = [];
    send(outcomes, 'a');
    send(outcomes, 'b');
    await platform.time.runUntil(() => asked.length === 2);
    for (const { correlationId } of [...asked].reverse()) server?.write({ correlationId, partitions: [] });
    await platform.time.runUntil(() => outcomes.length === 2);
    expect(outcomes).toEqual(['b answered', 'a answered']);
    expect(stream.inFlight).toBe(0);
  });

  it('fails all that wait when the server ends the stream, and opens another one', async () => {
    const outcomes: string[] = [];
    send(outcomes, 'a');
    await platform.time.runUntil(() => asked.length === 1);
    server?.abort(new RpcFailure('unavailable', 'going away'));
    await platform.time.runUntil(() => outcomes.length === 1);
    send(outcomes, 'b');
    await platform.time.runUntil(() => asked.length === 2);
    server?.write({ correlationId: asked[1]!.correlationId, partitions: [] });
    await platform.time.runUntil(() => outcomes.length === 2);
    expect(outcomes).toEqual(['a unavailable sent', 'b answered']);
  });

  it('knows that what is left had no effect, where the server ends the stream only when it has answered all that it began', async () => {
    const outcomes: string[] = [];
    const { address } = await platform.rpc.listen({ host: 'm', port: 0, ...limits }, [
      serve(logService.produce, (end) => ({
        message: () => end.end(),
        drained: () => undefined,
        ended: () => undefined,
        failed: () => undefined,
      })),
    ]);
    const channel = platform.rpc.channel({ host: 'm', port: address.port, messageBytesMax: 1_000_000 });
    const options = { timers: platform.timers, clientId: 'c', endsWhenAnswered: true };
    stream = new RequestStream(streamsOf(channel, logService.produce), options);

    send(outcomes, 'a');
    await platform.time.runUntil(() => outcomes.length === 1);

    expect(outcomes).toEqual(['a unavailable unsent']);
  });

  it('gives up the stream when an answer is late', async () => {
    const outcomes: string[] = [];
    send(outcomes, 'a', 100);
    send(outcomes, 'b', 60_000);
    await platform.time.runUntil(() => outcomes.length === 2);
    expect(outcomes).toEqual(['a deadlineExceeded sent', 'b deadlineExceeded sent']);
  });
});
