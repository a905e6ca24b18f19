/**
 * The limit of producing: a socket that takes frames, computes CRC-32C over all bytes, writes them to a file in groups
 * (and syncs each, when told to), and only then answers. No protocol, no log: nothing that could be left out is there.
 */
import { closeSync, fdatasync, ftruncateSync, openSync, writev } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { nodeCrc32c } from '@ottla/platform-node';
import { produceAnswerFrame } from '../lib/produce-frames.ts';
import { serve } from '../lib/serve.ts';

/** How the sink is told what to do: once before each measurement. */
export interface SinkOrder {
  readonly folder: string;
  readonly topic: string;
  readonly sync: boolean;
}

/** Which port it listens on, and the checksum of what came before. */
export interface SinkState {
  readonly port: number;
  readonly checksum: number;
}

const prefixBytes = 4;
let order: SinkOrder = { folder: '.', topic: 'limit', sync: false };
let file = -1;
let position = 0;
let checksum = 0;
let answer: Buffer = Buffer.alloc(0);
const server = net.createServer({ noDelay: true }, (socket) => new Sink(socket));

serve(async (next: SinkOrder): Promise<SinkState> => {
  order = next;
  answer = produceAnswerFrame(next.topic);
  if (file >= 0) {
    ftruncateSync(file, 0);
    closeSync(file);
  }
  file = openSync(join(next.folder, 'sink.data'), 'w');
  position = 0;
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as net.AddressInfo).port, checksum };
});

class Sink {
  readonly #socket: net.Socket;
  #chunks: Buffer[] = [];
  #frames = 0;
  #writing = false;
  #prefix = 0;
  #size = 0;
  #left = 0;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#came(chunk));
    socket.on('error', () => socket.destroy());
  }

  #came(chunk: Buffer): void {
    checksum = nodeCrc32c(chunk, checksum);
    this.#chunks.push(chunk);
    this.#countFrames(chunk);
    if (!this.#writing) this.#write();
  }

  #countFrames(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#prefix < prefixBytes) {
        this.#size = (this.#size << 8) | (chunk[at] ?? 0);
        this.#prefix += 1;
        at += 1;
        this.#left = this.#size;
        continue;
      }
      const taken = Math.min(this.#left, chunk.length - at);
      this.#left -= taken;
      at += taken;
      if (this.#left > 0) continue;
      this.#frames += 1;
      this.#prefix = 0;
      this.#size = 0;
    }
  }

  #write(): void {
    const chunks = this.#chunks;
    const frames = this.#frames;
    this.#chunks = [];
    this.#frames = 0;
    this.#writing = true;
    writev(file, chunks, position, (error, written) => {
      if (error !== null) throw error;
      position += written;
      if (order.sync) fdatasync(file, (failed) => this.#written(frames, failed));
      else this.#written(frames, null);
    });
  }

  #written(frames: number, error: Error | null): void {
    if (error !== null) throw error;
    this.#writing = false;
    if (frames === 1) this.#socket.write(answer);
    else if (frames > 1) this.#socket.write(Buffer.concat(Array.from({ length: frames }, () => answer)));
    if (this.#chunks.length > 0) this.#write();
  }
}
