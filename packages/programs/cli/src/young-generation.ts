/**
 * The size of V8's young generation in a node's process. Messages of gRPC come in buffers that die young, but count as
 * memory in use until the young generation is collected; with V8's 16 MiB that happens so rarely that they bring about
 * full collections instead. A node that is embedded leaves its host's process as it is.
 */
import { setFlagsFromString } from 'node:v8';

/** MiB of a half of the young generation. Measured with 1, 2, 4, 8 and 16: see docs/performance/NOTES.md. */
const semiSpaceMebibytes = 4;

/** To be called before the node begins to work: the young generation grows to its bound with use. */
export function boundYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString(`--max-semi-space-size=${semiSpaceMebibytes}`);
}
