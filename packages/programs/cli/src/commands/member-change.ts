/**
 * A change of members from start to end: asked for again as long as newcomers catch up or leaders change, with progress on standard error.
 */
import type { Admin, MemberChange } from '@ottla/admin';
import { isThrough, progressLine } from './member-progress.ts';

export interface ChangeOptions {
  readonly timeoutMs: number;
  /** Says on standard error how far it is. */
  readonly tells: boolean;
}

const progressEveryMs = 1000;
const retryAfterMs = 500;

/** Resolves when the change is through. Throws what refused it, or what was last in the way when the time is over. */
export async function changeUntilDone(
  admin: Admin,
  change: Required<MemberChange>,
  { timeoutMs, tells }: ChangeOptions,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  const interrupted = (): void => {
    process.stderr.write(`\nottla: interrupted; ${afterInterruption(change)}\n`);
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  const progress = tells ? new ChangeProgress(admin, change) : undefined;
  try {
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > 1 && (await isSo(admin, change))) return;
      try {
        await admin.changeMembers(change);
        return;
      } catch (error) {
        if (!(mayPass(error) || (attempt > 1 && isNoMember(error))) || performance.now() >= endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      }
    }
  } finally {
    progress?.end();
    process.off('SIGINT', interrupted);
  }
}

/** Whether the same again can succeed: newcomers were still catching up, or nobody led. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { retriable, code, kafkaError }: { retriable?: unknown; code?: unknown; kafkaError?: unknown } =
    error as object;
  return retriable === true || code === 'timedOut' || kafkaError === 'REQUEST_TIMED_OUT';
}

/** Who was to be removed is no member: an attempt before this one may have done it. */
export function isNoMember(error: unknown): boolean {
  return error instanceof Error && (error as { kafkaError?: unknown }).kafkaError === 'VOTER_NOT_FOUND';
}

/** An attempt without an answer may have gone through. */
async function isSo(admin: Admin, change: Required<MemberChange>): Promise<boolean> {
  const { quorum } = await admin.describeQuorum();
  return quorum !== undefined && isThrough(change, quorum);
}

function afterInterruption({ add }: Required<MemberChange>): string {
  const goesOn = 'the leader goes on for up to half a minute, and the same command goes on from there';
  if (add.length === 0) return `${goesOn} (see \`ottla cluster members\`)`;
  return `${goesOn}; \`ottla cluster members remove ${add.map(({ id }) => id).join(' ')}\` takes it back`;
}

/** Looks now and then how far the newcomers are, and says so when that has changed. */
class ChangeProgress {
  readonly #admin: Admin;
  readonly #newcomers: readonly number[];
  readonly #timer: NodeJS.Timeout;
  #told = '';

  constructor(admin: Admin, { add }: Required<MemberChange>) {
    this.#admin = admin;
    this.#newcomers = add.map(({ id }) => id);
    this.#timer = setInterval(() => void this.#look(), progressEveryMs);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const { quorum } = await this.#admin.describeQuorum();
      this.#tell(
        quorum === undefined ? 'nobody leads the metadata at the moment' : progressLine(this.#newcomers, quorum),
      );
    } catch {
      // Only progress: whether the change itself fails is told by its own call.
    }
  }

  #tell(line: string): void {
    if (line === this.#told) return;
    this.#told = line;
    process.stderr.write(`ottla: ${line}\n`);
  }
}
