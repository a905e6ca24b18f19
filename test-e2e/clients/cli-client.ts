/**
 * `ottla produce`, fed as a user feeds it: stanzas separated by empty lines on stdin, the key and a header taken out of
 * each by patterns. It only writes.
 */
import { readDataset } from '../lib/dataset.ts';
import { root, runToEnd } from '../lib/processes.ts';
import type { Driver, WriteRequest } from './driver.ts';

const patterns = ['--key-pattern', '^Package: (.+)$', '--header-pattern', 'section=^Section: (.+)$'];

/** The driver. */
export const cliDriver: Driver = {
  write,
  read: () => Promise.reject(new Error('the command line client takes no part as a reader')),
};

async function write({ bootstrap, topic, codec, input }: WriteRequest): Promise<number> {
  const records = readDataset(input);
  const flags = ['--bootstrap-server', bootstrap, '--delimiter', '\\n\\n', '--compression-type', codec, ...patterns];
  const text = `${records.map(({ value }) => value).join('\n\n')}\n\n`;
  const done = await runToEnd(
    [process.execPath, `${root}packages/programs/cli/bin/ottla.js`, 'produce', topic, ...flags],
    { input: text },
  );
  if (done.code !== 0) throw new Error(`ottla produce ended with ${done.code}: ${done.stderr.trim().slice(-500)}`);
  return records.length;
}
