/** Runs one Node client's driver: `node-driver.ts CLIENT write|read …`. */
import { type Driver, runDriver } from './driver.ts';

const loaders: Record<string, () => Promise<Driver>> = {
  kafkajs: async () => (await import('./kafkajs-client.ts')).kafkajsDriver,
  platformatic: async () => (await import('./platformatic-client.ts')).platformaticDriver,
  kcat: async () => (await import('./kcat-client.ts')).kcatDriver,
  sdk: async () => (await import('./sdk-client.ts')).sdkDriver,
  cli: async () => (await import('./cli-client.ts')).cliDriver,
};

const [client = '', ...parameters] = process.argv.slice(2);
const loader = loaders[client];
if (loader === undefined) throw new Error(`no driver named ${client}: one of ${Object.keys(loaders).join(', ')}`);
await runDriver(client, await loader(), parameters);
process.exit(0);
