/** Apache Kafka from Maven Central, fetched once by the machine's own Maven. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram, root, runToEnd } from '../../test-e2e/lib/processes.ts';
import type { Found } from '../../test-e2e/lib/requirements.ts';

/** The version that is compared with. */
export const kafkaVersion = '4.3.0';
const folder = join(root, '.cache', 'bench-kafka', kafkaVersion);
const jars = join(folder, 'libs');
/** Written when all of it is there. */
const complete = join(folder, 'complete');
const fetchTimeoutMs = 900_000;

const dependency = (artifact: string): string =>
  `<dependency><groupId>org.apache.kafka</groupId><artifactId>${artifact}</artifactId><version>${kafkaVersion}</version></dependency>`;
const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>${dependency('kafka_2.13')}${dependency('kafka-tools')}</dependencies>
</project>
`;

/** The class path of Kafka, or why it cannot be had. */
export async function findKafka(progress: (line: string) => void): Promise<Found<string>> {
  if (!hasProgram('java')) return { missing: 'Apache Kafka needs Java 17 or newer: there is no java on the path' };
  const found = { found: join(jars, '*') };
  if (existsSync(complete)) return found;
  if (!hasProgram('mvn')) return { missing: 'Apache Kafka is fetched by Maven: there is no mvn on the path' };
  progress(`fetching Apache Kafka ${kafkaVersion} with mvn into .cache (once)`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pom.xml'), project);
  const command = ['mvn', '-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies'];
  const { code, stdout, stderr } = await runToEnd([...command, `-DoutputDirectory=${jars}`], {
    timeoutMs: fetchTimeoutMs,
  });
  if (code !== 0)
    return { missing: `Maven could not fetch Apache Kafka: ${(stdout + stderr).trim().split('\n')[0] ?? ''}` };
  writeFileSync(complete, '');
  return found;
}
