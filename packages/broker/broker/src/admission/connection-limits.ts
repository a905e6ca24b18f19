/** How many connections there may be. */
export interface ConnectionLimitsOptions {
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
}

/** Counts open connections, in all and by remote address. An address without connections leaves no trace. */
export class ConnectionLimits {
  readonly #options: ConnectionLimitsOptions;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(options: ConnectionLimitsOptions) {
    this.#options = options;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts a connection in, or says which limit stands against it. */
  enter(address: string): 'admitted' | 'tooMany' | 'tooManyFromAddress' {
    const fromAddress = this.#byAddress.get(address) ?? 0;
    if (this.#total >= this.#options.connectionsMax) return 'tooMany';
    if (fromAddress >= this.#options.connectionsPerAddressMax) return 'tooManyFromAddress';
    this.#total += 1;
    this.#byAddress.set(address, fromAddress + 1);
    return 'admitted';
  }

  /** Counts an admitted connection out. */
  leave(address: string): void {
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    this.#total -= 1;
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }
}
