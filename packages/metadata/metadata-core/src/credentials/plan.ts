/** Plans changes of SCRAM credentials. */
import { ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import { coordinationLevel, levelProblem } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import {
  credentialsMax,
  credentialUserCharsMax,
  itemsPerCommandMax,
  scramIterationsMax,
  scramIterationsMin,
  scramSaltBytesMax,
  scramSaltBytesMin,
} from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import type { AlterCredentials, AlterCredentialsReply, CredentialChange } from './commands.ts';
import { credentialKey, ScramMechanism, scramKeyBytes } from './credential.ts';
import type { CredentialDeleted, CredentialSet } from './records.ts';

type Change = CredentialChange & { readonly mechanism: ScramMechanism };

export function planAlterCredentials(image: MetadataImage, command: AlterCredentials): Plan<AlterCredentialsReply> {
  const records: (CredentialSet | CredentialDeleted)[] = [];
  const level = levelProblem(image, coordinationLevel, 'Credentials');
  let count = image.credentials.size;
  const isTooLong = command.changes.length > itemsPerCommandMax;
  const users = [...byUser(command.changes)].map(([user, changes]) => {
    const added = changes.filter((change) => change.kind === 'set' && !image.credentials.has(keyOf(change))).length;
    const problem = level ?? userProblem(image, changes) ?? crowdProblem(count + added, isTooLong);
    if (problem !== undefined) return { user, outcome: problem };
    count += added;
    records.push(...changes.map((change) => recordOf(change as Change)));
    return { user, outcome: success };
  });
  return { records, reply: { users } };
}

function byUser(changes: readonly CredentialChange[]): Map<string, CredentialChange[]> {
  const users = new Map<string, CredentialChange[]>();
  for (const change of changes) {
    const those = users.get(change.user);
    if (those === undefined) users.set(change.user, [change]);
    else those.push(change);
  }
  return users;
}

function keyOf(change: CredentialChange): string {
  return credentialKey(change as Change);
}

function crowdProblem(count: number, isTooLong: boolean): ProtocolOutcome | undefined {
  if (count <= credentialsMax && !isTooLong) return undefined;
  return outcome(
    ErrorCode.POLICY_VIOLATION,
    `There are at most ${credentialsMax} credentials, and ${itemsPerCommandMax} in one request; take some away first.`,
  );
}

/** The refusal of all that is asked for one user, or undefined. */
function userProblem(image: MetadataImage, changes: readonly CredentialChange[]): ProtocolOutcome | undefined {
  if (new Set(changes.map((change) => change.mechanism)).size < changes.length)
    return outcome(ErrorCode.DUPLICATE_RESOURCE, 'The request names a user and mechanism twice.');
  for (const change of changes) {
    const { user, mechanism } = change;
    if (!(Object.values(ScramMechanism) as number[]).includes(mechanism))
      return outcome(
        ErrorCode.UNSUPPORTED_SASL_MECHANISM,
        `Mechanism ${mechanism} is unknown; there are SCRAM-SHA-256 (1) and SCRAM-SHA-512 (2).`,
      );
    if (user === '' || user.length > credentialUserCharsMax)
      return unacceptable(`A user is named with 1 to ${credentialUserCharsMax} characters, not ${user.length}.`);
    if (change.kind === 'delete' && !image.credentials.has(keyOf(change)))
      return outcome(
        ErrorCode.RESOURCE_NOT_FOUND,
        `User ${user.slice(0, 100)} has no credential of mechanism ${mechanism}.`,
      );
    const problem = change.kind === 'set' ? valueProblem(change) : undefined;
    if (problem !== undefined) return unacceptable(problem);
  }
  return undefined;
}

/** Too few iterations make a password cheap to guess, so nobody can set them. */
function valueProblem(change: Extract<CredentialChange, { kind: 'set' }>): string | undefined {
  const { iterations, salt, storedKey, serverKey } = change;
  if (!Number.isInteger(iterations) || iterations < scramIterationsMin || iterations > scramIterationsMax)
    return `A credential has from ${scramIterationsMin} to ${scramIterationsMax} iterations, not ${iterations}.`;
  if (salt.length < scramSaltBytesMin || salt.length > scramSaltBytesMax)
    return `The salt of a credential has from ${scramSaltBytesMin} to ${scramSaltBytesMax} bytes, not ${salt.length}.`;
  const bytes = scramKeyBytes[change.mechanism as ScramMechanism];
  if (storedKey.length !== bytes || serverKey.length !== bytes)
    return `Stored key and server key of mechanism ${change.mechanism} have ${bytes} bytes each.`;
  return undefined;
}

function recordOf(change: Change): CredentialSet | CredentialDeleted {
  const { user, mechanism } = change;
  if (change.kind === 'delete') return { kind: 'credentialDeleted', user, mechanism };
  const { salt, iterations, storedKey, serverKey } = change;
  return { kind: 'credentialSet', credential: { user, mechanism, salt, iterations, storedKey, serverKey } };
}

function unacceptable(sentence: string): ProtocolOutcome {
  return outcome(ErrorCode.UNACCEPTABLE_CREDENTIAL, sentence);
}
