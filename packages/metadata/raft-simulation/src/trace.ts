/** What happened, in lines, and as one number that two equal runs share. */
import type { Entry, Message, Ready } from '@ottla/raft-core';
import { describeMessage, wordsOf } from './hosts/words.ts';

const linesKept = 4_000;

export class Trace {
  #lines: string[] = [];
  #hash = 0x811c9dc5;

  get hash(): string {
    return (this.#hash >>> 0).toString(16);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  note(now: number, what: string): void {
    const line = `${now} ${what}`;
    for (let place = 0; place < line.length; place += 1)
      this.#hash = Math.imul(this.#hash ^ line.charCodeAt(place), 0x01000193);
    this.#lines.push(line);
    if (this.#lines.length > 2 * linesKept) this.#lines = this.#lines.slice(-linesKept);
  }

  send(now: number, message: Message): void {
    this.note(now, describeMessage(message));
  }

  took(now: number, id: number, { write, leadership }: Ready): void {
    if (leadership !== undefined) this.note(now, `${id} ${leadership.role} in ${leadership.term}`);
    if (write?.install !== undefined) this.note(now, `${id} installs ${write.install.index}`);
    const [first] = write?.entries ?? [];
    if (first !== undefined) this.note(now, `${id} appends ${write?.entries.length} from ${first.index}`);
  }

  applied(now: number, id: number, entry: Entry): void {
    this.note(now, `${id} applies ${entry.index}:${entry.term} ${wordsOf(entry)}`);
  }
}
