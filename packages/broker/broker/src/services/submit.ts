import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import type { MetadataAccess, MetadataCommand, ReplyTo } from '@ottla/metadata-core';
import type { Submitted } from './words.ts';

/** Has a command carried out; what went wrong with it as a whole becomes the outcome of each of its items. */
export async function submit<Command extends MetadataCommand>(
  metadata: MetadataAccess,
  command: Command,
): Promise<Submitted<ReplyTo<Command>>> {
  const result = await metadata.submit(command);
  if (result.kind === 'committed') return { ok: true, reply: result.reply };
  return { ok: false, outcome: specific(result.outcome) };
}

/** Clients make too much of the unspecific code; that the work was not finished is what is known. */
function specific(result: ProtocolOutcome): ProtocolOutcome {
  if (result.code !== ErrorCode.UNKNOWN_SERVER_ERROR && result.code !== ErrorCode.NONE) return result;
  return outcome(ErrorCode.REQUEST_TIMED_OUT, result.message);
}
