/**
 * The limit of fetching: a socket that answers each request with the next stretch of a file, read from disk and
 * verified with CRC-32C. No protocol but the frame around it, no log.
 */
import { closeSync, openSync, read, writeSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { FrameSplitter } from '@ottla/kafka-protocol';
import { nodeCrc32c } from '@ottla/platform-node';
import { fetchAnswerHead } from '../lib/fetch-frames.ts';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { serve } from '../lib/serve.ts';

/** What the source shall serve. */
export interface SourceOrder {
  readonly folder: string;
  readonly topic: string;
  readonly batchBytes: number;
  readonly recordBytes: number;
  readonly batchesPerFetch: number;
  readonly batches: number;
}

/** Which port it listens on, and the checksum of what was read. */
export interface SourceState {
  readonly port: number;
  readonly checksum: number;
}

let file = -1;
let stretchBytes = 0;
let stretches = 1;
let checksum = 0;
let head: Buffer = Buffer.alloc(0);
const server = net.createServer({ noDelay: true }, (socket) => new Source(socket));

serve(async (order: SourceOrder): Promise<SourceState> => {
  const { bytes } = prepareBatch(order.batchBytes, order.recordBytes);
  if (file >= 0) closeSync(file);
  file = openSync(join(order.folder, 'source.data'), 'w+');
  for (let batch = 0; batch < order.batches; batch += 1) writeSync(file, bytes, 0, bytes.length, batch * bytes.length);
  stretchBytes = bytes.length * order.batchesPerFetch;
  stretches = Math.floor(order.batches / order.batchesPerFetch);
  head = fetchAnswerHead(order.topic, 0, stretchBytes);
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as net.AddressInfo).port, checksum };
});

class Source {
  readonly #socket: net.Socket;
  readonly #splitter = new FrameSplitter();
  readonly #spare: Buffer[] = [];
  /** Answers that wait for those before them: undefined while their bytes are being read. */
  readonly #line: { bytes: Buffer | undefined }[] = [];
  #next = 0;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      for (const _request of this.#splitter.push(chunk)) this.#read();
    });
    socket.on('error', () => socket.destroy());
  }

  #read(): void {
    const place: { bytes: Buffer | undefined } = { bytes: undefined };
    this.#line.push(place);
    let buffer = this.#spare.pop();
    if (buffer?.length !== stretchBytes) buffer = Buffer.allocUnsafeSlow(stretchBytes);
    const position = (this.#next % stretches) * stretchBytes;
    this.#next += 1;
    read(file, buffer, 0, stretchBytes, position, (error, length, filled) => {
      if (error !== null || length !== stretchBytes)
        throw error ?? new Error(`read ${length} of ${stretchBytes} bytes`);
      checksum = nodeCrc32c(filled, checksum);
      place.bytes = filled;
      this.#flush();
    });
  }

  #flush(): void {
    for (let first = this.#line[0]; first?.bytes !== undefined; first = this.#line[0]) {
      const { bytes } = first;
      this.#line.shift();
      this.#socket.write(head);
      this.#socket.write(bytes, () => this.#spare.push(bytes));
    }
  }
}
