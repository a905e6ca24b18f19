/** What all client commands share: where the server is, and how results are printed. */
import { Admin } from '@ottla/admin';
import { type Command, InvalidArgumentError } from 'commander';
import { table } from '../output/table.ts';

/** Flags of every client command. */
export interface ClientFlags {
  readonly bootstrapServer: string;
  readonly json?: boolean;
}

const defaultServer = '127.0.0.1:9093';

/** Adds the flags of every client command. */
export function clientCommand(command: Command): Command {
  return command
    .option(
      '--bootstrap-server <host:port>',
      'the gRPC door of a node; several with commas (also OTTLA_BOOTSTRAP_SERVER)',
      process.env['OTTLA_BOOTSTRAP_SERVER'] ?? defaultServer,
    )
    .option('--json', 'print JSON for programs');
}

/** Runs `task` with an admin client and closes it. */
export async function withAdmin<Result>(flags: ClientFlags, task: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = new Admin({ bootstrapServers: flags.bootstrapServer, clientId: 'ottla-cli' });
  try {
    return await task(admin);
  } finally {
    await admin.close();
  }
}

/** Prints rows as a table, or the objects behind them as JSON. */
export function print<Item>(
  flags: ClientFlags,
  items: readonly Item[],
  columns: Readonly<Record<string, (item: Item) => string | number | boolean>>,
): void {
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(items, jsonValue)}\n`);
    return;
  }
  const rows = items.map((item) => Object.values(columns).map((column) => column(item)));
  process.stdout.write(table(Object.keys(columns), rows));
}

/** Says what was done: a sentence for people, an object for programs. */
export function say(flags: ClientFlags, sentence: string, result: object): void {
  process.stdout.write(flags.json === true ? `${JSON.stringify(result, jsonValue)}\n` : `${sentence}\n`);
}

function jsonValue(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

/** Reads a whole number of at least `least` from the command line. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`it takes a whole number of at least ${least}`);
  };
}

/** Collects the values of an option that may be repeated. */
export function repeated(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** `1 partition`, `2 partitions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
