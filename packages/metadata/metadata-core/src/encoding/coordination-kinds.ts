/** The formats of the records of sessions, keys, elections and locks. Rules as in record-kinds.ts. */
import type { CoordinationRecord } from '../coordination/records.ts';
import type { Revision } from '../coordination/revision.ts';
import type { Candidate, ElectionId } from '../elections/candidate.ts';
import type { KeyState } from '../keys/key.ts';
import type { SessionEnd, SessionId } from '../sessions/session.ts';
import type { FieldReader, FieldWriter } from './fields.ts';
import type { RecordFormats } from './record-format.ts';
import { RecordFormatError } from './record-format-error.ts';

const reasons: readonly SessionEnd[] = ['closed', 'expired'];
const purposes: readonly ElectionId['purpose'][] = ['election', 'lock'];

export const coordinationFormats: RecordFormats<CoordinationRecord['kind']> = {
  sessionOpened: {
    number: 13,
    write: ({ session }, fields) =>
      void fields.number(1, session.id).text(2, session.owner).number(3, session.timeoutMs),
    read: (fields) => ({
      kind: 'sessionOpened',
      session: { id: fields.number(1) as SessionId, owner: fields.text(2), timeoutMs: fields.number(3) },
    }),
  },
  sessionEnded: {
    number: 14,
    write: ({ sessionId, reason, revision }, fields) =>
      void fields.number(1, sessionId).number(2, reasons.indexOf(reason)).number(3, revision),
    read: (fields) => ({
      kind: 'sessionEnded',
      sessionId: fields.number(1) as SessionId,
      reason: oneOf(reasons, fields.number(2), 'The end of a session has a reason'),
      revision: fields.number(3) as Revision,
    }),
  },
  keySet: {
    number: 15,
    write: ({ key }, fields) => writeKey(fields, key),
    read: (fields) => ({ kind: 'keySet', key: readKey(fields) }),
  },
  keyDeleted: {
    number: 16,
    write: (record, fields) => void fields.text(1, record.path).number(2, record.revision),
    read: (fields) => ({ kind: 'keyDeleted', path: fields.text(1), revision: fields.number(2) as Revision }),
  },
  candidateSet: {
    number: 17,
    write: ({ candidate, revision }, fields) => writeCandidate(fields.number(7, revision), candidate),
    read: (fields) => ({
      kind: 'candidateSet',
      candidate: readCandidate(fields),
      revision: fields.number(7) as Revision,
    }),
  },
  candidateResigned: {
    number: 18,
    write(record, fields) {
      fields.number(1, purposes.indexOf(record.purpose)).text(2, record.name).number(3, record.campaigned);
      fields.number(4, record.revision);
    },
    read: (fields) => ({
      kind: 'candidateResigned',
      purpose: readPurpose(fields),
      name: fields.text(2),
      campaigned: fields.number(3) as Revision,
      revision: fields.number(4) as Revision,
    }),
  },
  revisionReached: {
    number: 19,
    write: (record, fields) => void fields.number(1, record.revision),
    read: (fields) => ({ kind: 'revisionReached', revision: fields.number(1) as Revision }),
  },
};

/** A session that may be absent: no session has the number 0. */
export function readSession(fields: FieldReader, tag: number): SessionId | undefined {
  const id = fields.number(tag);
  return id === 0 ? undefined : (id as SessionId);
}

function writeKey(fields: FieldWriter, key: KeyState): void {
  fields.text(1, key.path).bytes(2, key.value).number(3, key.createRevision).number(4, key.modRevision);
  fields.number(5, key.version).number(6, key.session ?? 0);
}

function readKey(fields: FieldReader): KeyState {
  return {
    path: fields.text(1),
    value: fields.bytes(2),
    createRevision: fields.number(3) as Revision,
    modRevision: fields.number(4) as Revision,
    version: fields.number(5),
    session: readSession(fields, 6),
  };
}

function writeCandidate(fields: FieldWriter, candidate: Candidate): void {
  fields.number(1, purposes.indexOf(candidate.purpose)).text(2, candidate.name).number(3, candidate.session);
  fields.bytes(4, candidate.value).number(5, candidate.campaigned).number(6, candidate.token);
}

function readCandidate(fields: FieldReader): Candidate {
  return {
    purpose: readPurpose(fields),
    name: fields.text(2),
    session: fields.number(3) as SessionId,
    value: fields.bytes(4),
    campaigned: fields.number(5) as Revision,
    token: fields.number(6) as Revision,
  };
}

function readPurpose(fields: FieldReader): ElectionId['purpose'] {
  return oneOf(purposes, fields.number(1), 'An election has a purpose');
}

function oneOf<Value>(values: readonly Value[], number: number, what: string): Value {
  const value = values[number];
  if (value === undefined) throw new RecordFormatError('unsupported', `${what} that this version lacks.`);
  return value;
}
