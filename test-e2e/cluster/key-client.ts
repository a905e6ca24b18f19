/**
 * Keys over a bare stream of `Coordination.Call`: one attempt for each request, so that a history says just what happened. The next request
 * after a stream broke goes to the next node.
 */
import { ErrorCode, type RpcChannel, type RpcNetwork, type RpcStream } from '@ottla/base';
import {
  type CallRequest,
  type CallRequests,
  type CallResponse,
  coordinationService,
  type Key,
  KeyComparison,
  type KeyOperation,
} from '@ottla/rpc';
import type { CallCondition, CallOperation, KeyAnswer, KeyRequest, KeyView } from '@ottla/simulator';

/** How a request ended. `refused`: nothing came of it, and nothing will. */
export type KeyOutcome =
  | { readonly kind: 'answered'; readonly answer: KeyAnswer }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' };

type Ask = NonNullable<CallRequest['ask']>;

const attemptMs = 4_000;
const messageBytesMax = 64 * 1024 * 1024;
/** Nothing was begun. */
const refusals: readonly number[] = [ErrorCode.NOT_CONTROLLER, ErrorCode.THROTTLING_QUOTA_EXCEEDED];

export class KeyClient {
  readonly #rpc: RpcNetwork;
  readonly #ports: readonly number[];
  #turn: number;
  #channel: RpcChannel | undefined;
  #stream: RpcStream<CallRequests> | undefined;
  #waiting: { readonly id: number; readonly end: (response: CallResponse | undefined) => void } | undefined;
  #lastId = 0;

  constructor(rpc: RpcNetwork, ports: readonly number[], first: number) {
    this.#rpc = rpc;
    this.#ports = ports;
    this.#turn = first;
  }

  /** One at a time. */
  async ask(request: KeyRequest): Promise<KeyOutcome> {
    const response = await this.#send(askOf(request));
    if (response === undefined) return { kind: 'unknown' };
    const { error, answer } = response;
    if (error !== undefined) return { kind: refusals.includes(error.code) ? 'refused' : 'unknown' };
    return answer === undefined ? { kind: 'unknown' } : { kind: 'answered', answer: answerOf(answer) };
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#stream = undefined;
  }

  #send(ask: Ask): Promise<CallResponse | undefined> {
    this.#lastId += 1;
    const correlationId = this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#broke(), attemptMs);
      this.#waiting = {
        id: correlationId,
        end: (response) => {
          clearTimeout(timer);
          resolve(response);
        },
      };
      this.#stream ??= this.#open();
      this.#stream.write({ requests: [{ correlationId, requestId: '', ask }] });
    });
  }

  #open(): RpcStream<CallRequests> {
    const port = this.#ports[this.#turn % this.#ports.length] ?? 0;
    this.#channel = this.#rpc.channel({ host: '127.0.0.1', port, messageBytesMax });
    const channel = this.#channel;
    const broke = (): void => {
      if (channel === this.#channel) this.#broke();
    };
    return channel.open(coordinationService.call, {
      message: ({ responses }) => {
        for (const response of responses) if (response.correlationId === this.#waiting?.id) this.#end(response);
      },
      drained: () => undefined,
      ended: broke,
      failed: broke,
    });
  }

  #broke(): void {
    this.close();
    this.#turn += 1;
    this.#end(undefined);
  }

  #end(response: CallResponse | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.end(response);
  }
}

function askOf(request: KeyRequest): Ask {
  switch (request.kind) {
    case 'get':
      return { kind: 'get', value: { path: request.path, stale: request.stale } };
    case 'list':
      return { kind: 'list', value: { prefix: request.prefix, after: '', limit: 0, stale: request.stale } };
    case 'transact':
      return {
        kind: 'transaction',
        value: {
          conditions: request.conditions.map(conditionOf),
          operations: request.operations.map(operationOf),
          otherwise: request.otherwise.map(operationOf),
        },
      };
  }
}

type WireCondition = Extract<Ask, { kind: 'transaction' }>['value']['conditions'][number];

function conditionOf(condition: CallCondition): WireCondition {
  const comparison = condition.is === 'equal' ? KeyComparison.equal : KeyComparison.notEqual;
  const { path } = condition;
  if (condition.of === 'value')
    return { path, comparison, subject: { kind: 'value', value: Buffer.from(condition.value) } };
  return { path, comparison, subject: { kind: condition.of, value: condition.number } };
}

function operationOf(operation: CallOperation): KeyOperation {
  const { kind, path } = operation;
  if (kind !== 'put') return { operation: { kind, value: { path } } };
  const value = { path, value: Buffer.from(operation.value), sessionId: 0, sequential: false };
  return { operation: { kind, value } };
}

function answerOf(answer: NonNullable<CallResponse['answer']>): KeyAnswer {
  switch (answer.kind) {
    case 'get':
      return { kind: 'get', revision: answer.value.revision, key: viewOf(answer.value.key) };
    case 'list':
      return {
        kind: 'list',
        revision: answer.value.revision,
        keys: answer.value.keys.map((key) => ({ path: key.path, ...seen(key) })),
      };
    case 'transaction': {
      const { held, revision, results } = answer.value;
      return { kind: 'transact', held, revision, before: results.map(({ previous }) => viewOf(previous)) };
    }
    default:
      throw new Error(`a node answered a request for keys with ${answer.kind}`);
  }
}

function viewOf(key: Key | undefined): KeyView | null {
  return key === undefined ? null : seen(key);
}

function seen({ value, version, createRevision, modRevision }: Key): KeyView {
  return { value: Buffer.from(value).toString(), version, createRevision, modRevision };
}
