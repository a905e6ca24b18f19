/** An enumeration: a constant object, and the function that lets no unknown number pass for a known one. */
import type protobuf from 'protobufjs';
import { doc, enumMember, typeName } from './names.ts';

export function enumText(type: protobuf.Enum): string[] {
  const name = typeName(type);
  const members = Object.entries(type.values);
  return [
    ...doc(type.comment ?? `The enumeration ${type.name}.`),
    `export const ${name} = {`,
    ...members.flatMap(([member, value]) => [
      ...doc(type.comments[member] ?? null, '  '),
      `  ${enumMember(type, member)}: ${value},`,
    ]),
    '  /** A value that this version does not know. */',
    '  unrecognized: -1,',
    '} as const;',
    `export type ${name} = (typeof ${name})[keyof typeof ${name}];`,
    '',
    `function known${name}(value: number): ${name} {`,
    `  return value >= 0 && value <= ${Math.max(...members.map(([, value]) => value))} ? (value as ${name}) : ${name}.unrecognized;`,
    '}',
    '',
  ];
}
