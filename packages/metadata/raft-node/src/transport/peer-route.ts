/**
 * Where another node may be reached: where its label says, and where it said itself that it is. A node that has moved says so before
 * anybody can change its label; a label is right where a node speaks to us through a door that leads only one way. So both are tried
 * in turn until one leads to it: the welcome proves who is there.
 */

export interface PeerPlace {
  readonly host: string;
  readonly port: number;
}

export class PeerRoute {
  /** What the membership says. */
  label: string | undefined;
  #heard: string | undefined;
  #attempt = 0;

  constructor(label: string | undefined, heard: string | undefined) {
    this.label = label;
    this.#heard = heard;
  }

  /** The address to try now; undefined when none is known. */
  get address(): string | undefined {
    const addresses = this.#addresses;
    return addresses[this.#attempt % addresses.length];
  }

  get place(): PeerPlace | undefined {
    return this.address === undefined ? undefined : peerPlaceOf(this.address);
  }

  /** It led nowhere: next time the other one. */
  failed(): void {
    this.#attempt += 1;
  }

  /** The node says where it is. */
  hear(address: string): void {
    this.#heard = address;
  }

  /** The node is there rather than where its label says. Answers whether that is another address than the one being tried. */
  turnTo(address: string): boolean {
    const before = this.address;
    this.#heard = address;
    this.#attempt = Math.max(0, this.#addresses.indexOf(address));
    return this.address !== before;
  }

  get #addresses(): readonly string[] {
    const known = [this.label, this.#heard].filter(
      (address) => address !== undefined && peerPlaceOf(address) !== undefined,
    );
    return [...new Set(known as string[])];
  }
}

/** `host:port`; the host of an IPv6 address stands in brackets. */
export function peerPlaceOf(address: string): PeerPlace | undefined {
  const found = /^\[?(.+?)\]?:(\d+)$/.exec(address);
  const [, host, port] = found ?? [];
  return host === undefined || port === undefined ? undefined : { host, port: Number(port) };
}

/** Whether this says where a node is: `host:port`, an IPv6 address in brackets. */
export function isPeerAddress(address: string): boolean {
  const [, inBrackets, plain, port] = /^(?:\[([0-9A-Fa-f:.%]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(address) ?? [];
  if (inBrackets === undefined && plain === undefined) return false;
  return Number(port) > 0 && Number(port) < 65_536;
}
