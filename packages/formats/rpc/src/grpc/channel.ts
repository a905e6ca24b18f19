/** A way to one server over gRPC. */
import { Channel, type ChannelInterface, type ChannelOptions, credentials, Metadata } from '@grpc/grpc-js';
import {
  type Clock,
  type RpcCallOptions,
  type RpcChannel,
  type RpcChannelOptions,
  RpcError,
  type RpcMethod,
  type RpcStream,
  type RpcStreamHandler,
} from '@ottla/base';
import {
  flowControlWindowBytes,
  keepaliveAnswerMsMax,
  keepaliveIntervalMs,
  reconnectBackoffMs,
  unaryDeadlineMsDefault,
} from '../limits.ts';
import { unaryCall } from '../stream/unary-call.ts';
import { GrpcClientStream } from './client-stream.ts';

/** Connects when first used, and again after the connection was lost. */
export class GrpcChannel implements RpcChannel {
  readonly #clock: Clock;
  readonly #channel: ChannelInterface;
  #closed = false;

  constructor(clock: Clock, options: RpcChannelOptions) {
    this.#clock = clock;
    this.#channel = new Channel(
      addressText(options.host, options.port),
      credentials.createInsecure(),
      settings(options),
    );
  }

  unary<Request, Response>(
    method: RpcMethod<Request, Response>,
    request: Request,
    options: RpcCallOptions = {},
  ): Promise<Response> {
    return unaryCall(this, method, request, { ...options, deadlineMs: options.deadlineMs ?? unaryDeadlineMsDefault });
  }

  open<Request, Response>(
    method: RpcMethod<Request, Response>,
    handler: RpcStreamHandler<Response>,
    options: RpcCallOptions = {},
  ): RpcStream<Request> {
    if (this.#closed) throw new RpcError('cancelled', `${method.path} was called on a channel that is closed`);
    const deadline = options.deadlineMs === undefined ? Infinity : this.#clock.wallMs() + options.deadlineMs;
    const call = this.#channel.createCall(method.path, deadline, null, null, null);
    const stream = new GrpcClientStream(call, method, handler);
    stream.start(metadataOf(options));
    return stream;
  }

  close(): void {
    this.#closed = true;
    this.#channel.close();
  }
}

/** `host:port` as gRPC reads it: an IPv6 address goes in brackets. */
export function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function metadataOf(options: RpcCallOptions): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of options.metadata ?? []) metadata.set(key, value);
  return metadata;
}

function settings(options: RpcChannelOptions): ChannelOptions {
  return {
    'grpc.max_receive_message_length': options.messageBytesMax,
    'grpc.max_send_message_length': options.messageBytesMax,
    'grpc-node.flow_control_window': flowControlWindowBytes,
    'grpc.enable_retries': 0,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.keepalive_time_ms': keepaliveIntervalMs,
    'grpc.keepalive_timeout_ms': keepaliveAnswerMsMax,
    'grpc.initial_reconnect_backoff_ms': reconnectBackoffMs.first,
    'grpc.max_reconnect_backoff_ms': reconnectBackoffMs.most,
  };
}
