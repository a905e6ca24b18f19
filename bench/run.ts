/** The bench: measures scenarios by name, prints what they found, writes JSON and documents. See README.md. */
import { writeFileSync } from 'node:fs';
import { cleanUpAtEnd } from './lib/cleanup.ts';
import { describeMachine } from './lib/machine.ts';
import { type BenchOptions, readOptions, usage } from './lib/options.ts';
import { writeDocuments } from './report/documents.ts';
import type { BenchRun } from './report/result.ts';
import { resultText } from './report/text.ts';
import { consumeScenario } from './scenarios/consume.ts';
import { latencyScenario } from './scenarios/latency.ts';
import { limitsScenario } from './scenarios/limits.ts';
import { memoryScenario } from './scenarios/memory.ts';
import { metadataScenario } from './scenarios/metadata.ts';
import { partitionsScenario } from './scenarios/partitions.ts';
import { produceScenario } from './scenarios/produce.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { sdkScenario } from './scenarios/sdk.ts';
import { sessionsScenario } from './scenarios/sessions.ts';
import { soakScenario } from './scenarios/soak.ts';
import { startScenario } from './scenarios/start.ts';
import { etcdScenario } from './versus/etcd/etcd-scenario.ts';
import { kafkaParts, kafkaScenario } from './versus/kafka-scenario.ts';

const scenarios: readonly Scenario[] = [
  limitsScenario,
  produceScenario,
  consumeScenario,
  latencyScenario,
  startScenario,
  memoryScenario,
  sdkScenario,
  partitionsScenario,
  metadataScenario,
  sessionsScenario,
  soakScenario,
];

cleanUpAtEnd();
process.exit(await main(process.argv.slice(2)));

async function main(parameters: readonly string[]): Promise<number> {
  try {
    const options = readOptions(parameters);
    if (options.help) {
      console.log(
        `${usage}\n\nScenarios:\n${scenarios.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}`,
      );
      return 0;
    }
    return await runAll(choose(options), options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
}

function choose({ names, versus }: BenchOptions): readonly Scenario[] {
  if (versus !== undefined && versus !== 'kafka' && versus !== 'etcd')
    throw new Error(`--vs takes kafka or etcd; it was given ${versus}`);
  const known: readonly string[] =
    versus === undefined ? scenarios.map(({ name }) => name) : versus === 'kafka' ? kafkaParts : [];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `there is no ${unknown.join(', ')} here: ${known.length === 0 ? 'it has no parts' : `one of ${known.join(', ')}`}`,
    );
  if (versus === 'kafka') return [kafkaScenario];
  if (versus === 'etcd') return [etcdScenario];
  return names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
}

async function runAll(chosen: readonly Scenario[], options: BenchOptions): Promise<number> {
  const machine = describeMachine();
  const found: BenchRun['scenarios'][number][] = [];
  const failed: string[] = [];
  console.log(
    Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  );
  for (const scenario of chosen) {
    console.log(`\n== ${scenario.name}: ${scenario.about}`);
    const started = performance.now();
    try {
      const result = await scenario.run({ options, progress: (line) => console.log(`  … ${line}`) });
      const seconds = (performance.now() - started) / 1_000;
      found.push({ name: scenario.name, seconds, result });
      console.log(`\n${resultText(result)}\n\n${scenario.name}: ${seconds.toFixed(0)} s`);
    } catch (error) {
      failed.push(scenario.name);
      console.error(
        `FAIL ${scenario.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  const run: BenchRun = {
    version: 1,
    startedAt: new Date().toISOString(),
    quick: options.quick,
    machine,
    options,
    scenarios: found,
  };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(run, null, 2)}\n`);
  if (options.writeDocs) for (const file of writeDocuments([run])) console.log(`wrote ${file}`);
  if (options.quick) console.log('\nThis was --quick: it shows that everything runs. Its figures mean nothing.');
  if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
