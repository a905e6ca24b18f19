/** The rules for names of topics, as Kafka has them. Disk paths are built from ids, never from these names. */
import { topicNameCharsMax } from '../limits.ts';

/** The sentence that says what is wrong with a name, or undefined for a good one. */
export function topicNameProblem(name: string): string | undefined {
  if (name === '') return 'A topic name must not be empty.';
  if (name === '.' || name === '..') return `"${name}" cannot be the name of a topic.`;
  if (name.length > topicNameCharsMax)
    return `A topic name has at most ${topicNameCharsMax} characters, this one has ${name.length}.`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    return `The topic name "${printable(name)}" has characters other than ASCII letters, digits, ".", "_" and "-".`;
  return undefined;
}

/** Names that are equal under this collide: metric names cannot tell `.` from `_`. */
export function foldTopicName(name: string): string {
  return name.replaceAll('.', '_');
}

function printable(name: string): string {
  return name.slice(0, topicNameCharsMax).replaceAll(/[^\x20-\x7e]/g, '?');
}
