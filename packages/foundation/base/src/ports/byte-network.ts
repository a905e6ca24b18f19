/** Byte streams between two ends (TCP in production). */
export interface ByteNetwork {
  /** Listens. Port 0 takes a free one. Fails with a `NetworkError` (`addressInUse`, `accessDenied`, `addressNotAvailable`). */
  listen(options: ListenOptions, accept: (connection: ByteConnection) => ConnectionHandler): Promise<ByteListener>;
  /** Connects. Fails with a `NetworkError` (`refused`, `timedOut`, `unreachable`). */
  connect(options: ConnectOptions, handler: (connection: ByteConnection) => ConnectionHandler): Promise<ByteConnection>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

export interface NetworkAddress {
  readonly host: string;
  readonly port: number;
}

export interface ByteListener {
  readonly address: NetworkAddress;
  /** Stops accepting; open connections stay. */
  close(): Promise<void>;
}

/** What an end of a connection does about what happens to it. Called one at a time, never from inside a call of the connection. */
export interface ConnectionHandler {
  /** Bytes came in. The chunk is lent for this call: what is needed afterwards must be copied. Not called while paused. */
  data(chunk: Uint8Array): void;
  /** After a `write` answered false: the buffer is below the mark again. */
  drained(): void;
  /** The other end will send no more. */
  ended(): void;
  /** The connection is gone; the last call. `error` when it did not end in order. */
  closed(error: Error | undefined): void;
}

/** One end of a connection. */
export interface ByteConnection {
  /** The address at which the other end reached us: what a door advertises when nothing else is set. */
  readonly local: NetworkAddress;
  readonly remote: NetworkAddress;
  /**
   * Queues chunks in order. False: more than the high mark waits, so hold until `drained`. The chunks must not change
   * before `taken` is called, once: they left for the operating system, or never will.
   */
  write(chunks: readonly Uint8Array[], taken?: () => void): boolean;
  /** Bytes queued and not yet taken by the operating system. */
  readonly bufferedBytes: number;
  /** Stops reading, so that the other end feels it. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, then closes our direction. */
  end(): void;
  /** Drops the connection and what is queued. */
  destroy(): void;
}
