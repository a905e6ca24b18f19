/** FAULT-165: what throws in a handler ends its call, is logged, and goes no further. */
import type { RpcError, RpcRegistration, RpcStreamHandler } from '@ottla/base';
import { messagesService } from '@ottla/rpc';
import { createRecordingLogger } from '@ottla/testing';
import { expect, test } from 'vitest';
import { guarded } from '../../../src/doors/grpc/guarded.ts';

test.each(['message', 'drained', 'ended', 'closing'] as const)('a handler that throws in %s ends its call', (step) => {
  const logger = createRecordingLogger();
  const told: string[] = [];
  const inner: RpcStreamHandler<unknown> = {
    message: () => undefined,
    drained: () => undefined,
    ended: () => undefined,
    closing: () => undefined,
    failed: (error) => void told.push(error.code),
    [step]: () => {
      throw new TypeError('a defect');
    },
  };
  const registration: RpcRegistration = { method: messagesService.publish, handler: () => inner };
  const aborted: RpcError[] = [];
  const stream = { abort: (error: RpcError) => void aborted.push(error) };

  const handler = guarded(registration, logger).handler(stream as never, {} as never);
  const call = handler[step] as (message?: unknown) => void;
  call.call(handler, {});
  call.call(handler, {});

  expect(aborted.map(({ code }) => code)).toEqual(['internal']);
  expect(told).toEqual(['internal']);
  expect(logger.events.map(({ event }) => event)).toEqual(['grpc.call.failed']);
});
