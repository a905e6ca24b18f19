/**
 * The `ottla` command: reads the command line, loads the one command that was asked for, and turns failures into one clear
 * sentence and an exit code: 0 done, 1 failed, 2 wrong usage.
 */
import { messageOf } from '@ottla/base';
import { Command, CommanderError } from 'commander';
import { namesExcessArguments } from './excess-arguments.ts';
import { UsageError } from './usage-error.ts';

const version = '0.1.0';

/** Commands load when they are named, so that `start` does not wait for the client side and clients not for the node. */
const loaders: ReadonlyMap<string, () => Promise<(program: Command) => void>> = new Map([
  ['start', async () => (await import('./commands/start.ts')).addStartCommand],
  ['topic', async () => (await import('./commands/topic.ts')).addTopicCommands],
  ['produce', async () => (await import('./commands/produce.ts')).addProduceCommand],
  ['consume', async () => (await import('./commands/consume.ts')).addConsumeCommand],
  ['config', async () => (await import('./commands/config.ts')).addConfigCommands],
  ['quota', async () => (await import('./commands/quota.ts')).addQuotaCommands],
  ['cluster', async () => (await import('./commands/cluster.ts')).addClusterCommands],
]);

// A reader that went away (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<number> {
  const program = namesExcessArguments(new Command('ottla'))
    .description('Ottla: a publish-subscribe commit log that every Kafka client can speak to')
    .version(version)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text);
      },
    })
    .showHelpAfterError('(add --help to see what there is)');
  const asked = loaders.get(argv[2] ?? '');
  try {
    for (const load of asked === undefined ? loaders.values() : [asked]) (await load())(program);
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  tell(error);
  const usage =
    error instanceof UsageError || (error instanceof Error && 'code' in error && error.code === 'invalidSettings');
  return usage ? 2 : 1;
}

/** One sentence; with `--json` one object, so that a program need not read sentences. */
function tell(error: unknown): void {
  if (!process.argv.includes('--json')) {
    process.stderr.write(`ottla: ${messageOf(error)}\n`);
    return;
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
  process.stderr.write(`${JSON.stringify({ error: { code, message: messageOf(error) } })}\n`);
}
