/** The founders of the metadata quorum as a setting names them: `1@host:port,2@host:port`. */
import { founderAddressCharsMax, foundersMax, isPeerAddress, nodeIdMax } from '@ottla/raft-node';

/** Id and peer address (`host:port`) of each founder; empty where a node is a cluster of its own. */
export type Founders = ReadonlyMap<number, string>;

export type ReadFounders =
  | { readonly founders: Founders; readonly problems: readonly [] }
  | { readonly founders: Founders; readonly problems: readonly string[] };

/** Reads the items of the setting; every mistake is a sentence. */
export function readFounders(name: string, items: readonly string[]): ReadFounders {
  const founders = new Map<number, string>();
  const problems: string[] = [];
  for (const item of items) {
    const [, idText = '', address = ''] = /^(\d+)@(.+)$/.exec(item) ?? [];
    const id = Number(idText);
    if (idText === '' || id > nodeIdMax || address.length > founderAddressCharsMax || !isPeerAddress(address))
      problems.push(
        `${name} has "${item}"; each item is <node id>@<host>:<peer port>, as 1@ottla-1:9094 (an IPv6 address in brackets).`,
      );
    else if (founders.has(id)) problems.push(`${name} names node ${id} twice.`);
    else if ([...founders.values()].includes(address)) problems.push(`${name} has the address ${address} twice.`);
    else founders.set(id, address);
  }
  if (founders.size > foundersMax)
    problems.push(
      `${name} names ${founders.size} founders, at most ${foundersMax} can be; a cluster is founded by three or five, and others join it.`,
    );
  return { founders, problems };
}
