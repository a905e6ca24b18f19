/** Arguments that a command does not take. */
import { Command, CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { namesExcessArguments } from '../src/excess-arguments.ts';

/** What is said to a command line; undefined: it ran. */
async function saidTo(...words: readonly string[]): Promise<string | undefined> {
  let said: string | undefined;
  const program = namesExcessArguments(new Command('ottla')).exitOverride();
  program.configureOutput({
    writeErr: (text) => {
      said ??= text.trim();
    },
  });
  const topic = program.command('topic');
  topic.command('list').action(() => undefined);
  topic.command('create <name>').action(() => undefined);
  topic.command('delete <name...>').action(() => undefined);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    expect(error).toBeInstanceOf(CommanderError);
    expect(error).toMatchObject({ exitCode: 2 });
  }
  return said;
}

it('are named', async () => {
  expect(await saidTo('topic', 'create', 'orders', '3')).toBe(
    "error: 'create' does not take '3'; it takes <name> and options",
  );
  expect(await saidTo('topic', 'list', 'a', 'b')).toBe(
    "error: 'list' does not take 'a', nor 'b'; it takes options only",
  );
});

it('are none where a command takes as many as there are', async () => {
  expect(await saidTo('topic', 'delete', 'a', 'b', 'c')).toBeUndefined();
  expect(await saidTo('topic', 'create', 'orders')).toBeUndefined();
});
