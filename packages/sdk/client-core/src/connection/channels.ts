/** One channel to each server that was needed so far, found by address. */
import type { RpcChannel, RpcNetwork } from '@ottla/base';
import { messageBytesMax } from '../limits.ts';
import { addressText, type ServerAddress } from './address.ts';

export class Channels {
  readonly #rpc: RpcNetwork;
  readonly #byAddress = new Map<string, RpcChannel>();

  constructor(rpc: RpcNetwork) {
    this.#rpc = rpc;
  }

  /** The channel to an address; it connects when it is first used. */
  to(address: ServerAddress): RpcChannel {
    const key = addressText(address);
    const known = this.#byAddress.get(key);
    if (known !== undefined) return known;
    const channel = this.#rpc.channel({ ...address, messageBytesMax });
    this.#byAddress.set(key, channel);
    return channel;
  }

  /** Closes channels to addresses that are not wanted any more. */
  keepOnly(addresses: readonly ServerAddress[]): void {
    const wanted = new Set(addresses.map(addressText));
    for (const [key, channel] of this.#byAddress) {
      if (wanted.has(key)) continue;
      channel.close();
      this.#byAddress.delete(key);
    }
  }

  close(): void {
    for (const channel of this.#byAddress.values()) channel.close();
    this.#byAddress.clear();
  }
}
