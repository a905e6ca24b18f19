/**
 * A change of members from start to end: asked for again as long as newcomers catch up or leaders change, with progress on standard error.
 */
import type { Admin, MemberChange, QuorumView } from '@ottla/admin';
import { lagOf } from './member-lag.ts';

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
    process.stderr.write(
      '\nottla: interrupted; steps that were done stay, and the same command goes on from there (see ottla cluster members)\n',
    );
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  const progress = tells ? new ChangeProgress(admin, change) : undefined;
  try {
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > 1 && (await isThrough(admin, change))) return;
      try {
        await admin.changeMembers(change);
        return;
      } catch (error) {
        if (!mayPass(error) || performance.now() >= endMs) throw error;
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

/** An attempt without an answer may have gone through. */
async function isThrough(admin: Admin, { add, remove }: Required<MemberChange>): Promise<boolean> {
  const { quorum } = await admin.describeQuorum();
  if (quorum === undefined || quorum.changing) return false;
  const votes = (id: number, address: string): boolean =>
    quorum.members.some((member) => member.id === id && member.role === 'voter' && member.address === address);
  return add.every(({ id, address }) => votes(id, address)) && !quorum.members.some(({ id }) => remove.includes(id));
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
      this.#tell(quorum === undefined ? 'nobody leads the metadata at the moment' : this.#lineOf(quorum));
    } catch {
      // Only progress: whether the change itself fails is told by its own call.
    }
  }

  #lineOf({ members, committedPosition }: QuorumView): string {
    const parts = this.#newcomers.map((id) => {
      const member = members.find((one) => one.id === id);
      if (member === undefined) return `node ${id} is not taken in yet`;
      if (member.role === 'voter') return `node ${id} votes`;
      const lag = lagOf(member, committedPosition);
      const far = lag === undefined ? 'has not been heard yet' : `is ${lag} entries behind`;
      return `node ${id} ${far}${(member.silentMs ?? 0) > 2000 ? ', and silent' : ''}`;
    });
    return parts.length === 0 ? 'members are being changed' : parts.join(', ');
  }

  #tell(line: string): void {
    if (line === this.#told) return;
    this.#told = line;
    process.stderr.write(`ottla: ${line}\n`);
  }
}
