/** The formats of the records of ACLs and credentials. Rules as in record-kinds.ts. */
import { type Acl, AclOperation, AclPattern, AclPermission, AclResourceType } from '../acls/acl.ts';
import { ScramMechanism } from '../credentials/credential.ts';
import type { FieldReader } from './fields.ts';
import type { RecordFormats } from './record-format.ts';
import { RecordFormatError } from './record-format-error.ts';

export const securityFormats: RecordFormats<'aclSet' | 'credentialSet' | 'credentialDeleted'> = {
  aclSet: {
    number: 20,
    write({ acl, present }, fields) {
      fields.number(1, acl.resourceType).text(2, acl.resourceName).number(3, acl.pattern).text(4, acl.principal);
      fields.text(5, acl.host).number(6, acl.operation).number(7, acl.permission).flag(8, present);
    },
    read: (fields) => ({ kind: 'aclSet', acl: readAcl(fields), present: fields.flag(8) }),
  },
  credentialSet: {
    number: 21,
    write({ credential }, fields) {
      fields.text(1, credential.user).number(2, credential.mechanism).bytes(3, credential.salt);
      fields.number(4, credential.iterations).bytes(5, credential.storedKey).bytes(6, credential.serverKey);
    },
    read: (fields) => ({
      kind: 'credentialSet',
      credential: {
        user: fields.text(1),
        mechanism: readMechanism(fields),
        salt: fields.bytes(3),
        iterations: fields.number(4),
        storedKey: fields.bytes(5),
        serverKey: fields.bytes(6),
      },
    }),
  },
  credentialDeleted: {
    number: 22,
    write: (record, fields) => void fields.text(1, record.user).number(2, record.mechanism),
    read: (fields) => ({ kind: 'credentialDeleted', user: fields.text(1), mechanism: readMechanism(fields) }),
  },
};

function readAcl(fields: FieldReader): Acl {
  return {
    resourceType: member(AclResourceType, fields.number(1), 'An ACL is about a kind of resource'),
    resourceName: fields.text(2),
    pattern: member(AclPattern, fields.number(3), 'An ACL has a pattern'),
    principal: fields.text(4),
    host: fields.text(5),
    operation: member(AclOperation, fields.number(6), 'An ACL is about an operation'),
    permission: member(AclPermission, fields.number(7), 'An ACL has a permission'),
  };
}

function readMechanism(fields: FieldReader): ScramMechanism {
  return member(ScramMechanism, fields.number(2), 'A credential has a mechanism');
}

function member<Value extends number>(table: Readonly<Record<string, Value>>, number: number, what: string): Value {
  const value = Object.values(table).find((known) => known === number);
  if (value === undefined) throw new RecordFormatError('unsupported', `${what} that this version lacks.`);
  return value;
}
