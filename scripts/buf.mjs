/** Runs buf from its prebuilt package: `node scripts/buf.mjs lint`. Says so and passes where no build for this machine is installed. */
import { createRequire } from 'node:module';
import { run } from './run.mjs';

const require = createRequire(import.meta.url);
const name = `@bufbuild/buf-${process.platform}-${process.arch === 'arm64' && process.platform === 'linux' ? 'aarch64' : process.arch}`;
let binary;
try {
  binary = require.resolve(`${name}/bin/buf`);
} catch {
  console.log(`skipped: ${name} is not installed, so the proto files were not linted`);
  process.exit(0);
}
process.exit(await run(binary, [...process.argv.slice(2), 'proto']));
