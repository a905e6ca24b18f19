import type {
  BufferPool,
  ByteConnection,
  ByteListener,
  ByteNetwork,
  Clock,
  Logger,
  NetworkAddress,
  Timer,
  Timers,
} from '@ottla/base';
import type { Admission } from '../../admission/admission.ts';
import { connectionSweepMs } from '../../limits.ts';
import type { BrokerMetrics } from '../../measuring/broker-metrics.ts';
import { type CloseReason, type ConnectionParts, KafkaConnection } from './connection/kafka-connection.ts';
import { dispatch } from './dispatch.ts';
import { DoorMetrics } from './door-metrics.ts';
import type { KafkaDoorParts } from './handlers/handler.ts';

/** What the door stands on. */
export interface KafkaDoorOptions {
  readonly platform: {
    readonly bytes: ByteNetwork;
    readonly buffers: BufferPool;
    readonly clock: Clock;
    readonly timers: Timers;
    readonly logger: Logger;
  };
  readonly admission: Admission;
  readonly metrics: Pick<BrokerMetrics, 'requests' | 'refusals'>;
  readonly parts: KafkaDoorParts;
  readonly requestBytesMax: number;
  readonly idleMsMax: number;
}

/** The Kafka door: accepts connections within the limits, watches over idle and slow ones, and closes them in the end. */
export class KafkaDoor {
  readonly #options: KafkaDoorOptions;
  readonly #metrics: DoorMetrics;
  readonly #connections = new Set<KafkaConnection>();
  readonly #connectionParts: ConnectionParts;
  #listener: ByteListener | undefined;
  #sweep: Timer | undefined;
  #empty: (() => void) | undefined;

  constructor(options: KafkaDoorOptions) {
    this.#options = options;
    this.#metrics = new DoorMetrics(options.metrics);
    const { clock, timers, buffers } = options.platform;
    const dispatchParts = {
      door: options.parts,
      quotas: options.admission.quotas,
      nowMs: () => clock.monotonicMs(),
      metrics: this.#metrics,
    };
    this.#connectionParts = {
      clock,
      timers,
      buffers,
      admission: options.admission,
      frameBytesMax: options.requestBytesMax,
      idleMsMax: options.idleMsMax,
      serve: (connection, frame, answer) => {
        this.#metrics.received(frame.length);
        dispatch(dispatchParts, connection, frame, answer);
      },
      gone: (connection, reason, detail) => this.#gone(connection, reason, detail),
    };
  }

  get connections(): ReadonlySet<KafkaConnection> {
    return this.#connections;
  }

  /** Listens; answers the address. Fails with a `NetworkError`. */
  async listen(host: string, port: number): Promise<NetworkAddress> {
    const { bytes } = this.#options.platform;
    this.#listener = await bytes.listen({ host, port }, (connection) => this.#accept(connection));
    this.#sweepLater();
    return this.#listener.address;
  }

  /** Stops accepting, gives open requests `graceMs` to be answered, then drops what is left. */
  async close(graceMs: number): Promise<void> {
    this.#sweep?.cancel();
    this.#sweep = undefined;
    await this.#listener?.close();
    if (this.#connections.size > 0) await this.#finishAll(graceMs);
    for (const connection of [...this.#connections]) connection.close('stopping');
  }

  #finishAll(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.platform.timers.after(graceMs, resolve);
      this.#empty = () => {
        timer.cancel();
        resolve();
      };
      for (const connection of [...this.#connections]) connection.finish();
    });
  }

  #accept(bytes: ByteConnection): KafkaConnection | RefusedConnection {
    const { admission, platform } = this.#options;
    const { host } = bytes.remote;
    const verdict = admission.connections.enter(host);
    if (verdict !== 'admitted') {
      this.#options.metrics.refusals.connectionRefused('kafka', verdict);
      platform.logger.warn('kafka.connection.refused', { remote: host, reason: verdict, open: this.#connections.size });
      bytes.destroy();
      return refusedConnection;
    }
    const connection = new KafkaConnection(bytes, this.#connectionParts);
    this.#connections.add(connection);
    return connection;
  }

  #gone(connection: KafkaConnection, reason: CloseReason | undefined, detail: string | undefined): void {
    if (!this.#connections.delete(connection)) return;
    const { admission, platform } = this.#options;
    const { host, port } = connection.remote;
    admission.connections.leave(host);
    if (reason !== undefined) this.#options.metrics.refusals.connectionClosed('kafka', reason);
    if (reason === 'requestFailed') platform.logger.error('kafka.connection.failed', { remote: host, port, detail });
    else if (reason === 'idle' || reason === 'stopping')
      platform.logger.debug('kafka.connection.closed', { remote: host, port, reason });
    else if (reason !== undefined)
      platform.logger.warn('kafka.connection.closed', { remote: host, port, reason, detail });
    if (this.#connections.size === 0) this.#empty?.();
  }

  #sweepLater(): void {
    const { timers, clock } = this.#options.platform;
    this.#sweep = timers.after(connectionSweepMs, () => {
      const nowMs = clock.monotonicMs();
      const { responseMemory, frameMemory, writeBacklog } = this.#options.admission;
      const pressed = { answers: responseMemory.waiting > 0, frames: frameMemory.isShort };
      for (const connection of [...this.#connections]) connection.sweep(nowMs, pressed);
      writeBacklog.check();
      this.#sweepLater();
    });
  }
}

/** The handler of a connection that was refused: nothing that still happens to it matters. */
interface RefusedConnection {
  data(chunk: Uint8Array): void;
  drained(): void;
  ended(): void;
  closed(error: Error | undefined): void;
}

const refusedConnection: RefusedConnection = {
  data: () => undefined,
  drained: () => undefined,
  ended: () => undefined,
  closed: () => undefined,
};
