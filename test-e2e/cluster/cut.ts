/**
 * A proxy before the peer door of a node. Cut, nobody reaches the node there, and it reaches everybody else: a partition in one direction.
 */
import net from 'node:net';

export class Cut {
  readonly port: number;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #isCut = false;

  private constructor(server: net.Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** Leads to a port of this machine that need not be open yet. */
  static before(target: number): Promise<Cut> {
    return new Promise((resolve, reject) => {
      const server = net.createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const cut = new Cut(server, (server.address() as net.AddressInfo).port);
        server.on('connection', (socket) => cut.#lead(socket, target));
        resolve(cut);
      });
    });
  }

  /** From now on nothing goes through: what is on its way is lost without a word, and new connections get no answer. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Connections of the time before are gone; new ones go through. */
  heal(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #lead(from: net.Socket, target: number): void {
    this.#keep(from);
    if (this.#isCut) {
      from.pause();
      return;
    }
    const to = net.connect(target, '127.0.0.1');
    this.#keep(to);
    const end = (): void => {
      from.destroy();
      to.destroy();
    };
    for (const socket of [from, to]) socket.on('error', end).on('close', end);
    from.on('data', (bytes: Buffer) => this.#pass(bytes, to));
    to.on('data', (bytes: Buffer) => this.#pass(bytes, from));
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #pass(bytes: Buffer, to: net.Socket): void {
    if (!this.#isCut) to.write(bytes);
  }
}
