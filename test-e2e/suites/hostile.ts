/**
 * Clients that mean harm, at the connections of a real node: idle ones, silent ones, slow ones, storms. Bytes that are no
 * protocol are the fuzzers' business. An honest client works beside each of them; what it and the node suffered is told.
 * FAULT-138, FAULT-145, FAULT-163, FAULT-164, FAULT-165.
 */
import { churn, idle, silentInFrame } from '../hostile/connections.ts';
import { shutdown } from '../hostile/shutdown.ts';
import { dripping, neverRead } from '../hostile/slow.ts';
import { onStage, type Stage } from '../hostile/stage.ts';
import { slowness } from '../lib/machine-speed.ts';
import type { Verdict } from '../lib/verdict.ts';

const idleConnections = Number(process.env['OTTLA_E2E_HOSTILE_IDLE'] ?? 10_000);
const churnSeconds = Number(process.env['OTTLA_E2E_HOSTILE_SECONDS'] ?? 5);
/** For which the node may compute without a look at others, at p99.9. How late it was also depends on who else uses the machine. */
const loopDelayMsMax = 50;
/** Of an honest client's round of produce and fetch, at the 99th percentile. */
const roundMsMax = 1000;
/** An idle process that is later than this at p99 before anybody attacks does not get the processor: others use the machine. */
const noiseMsMax = 10;

/** Plays all scenarios, each part on a node of its own. */
export async function runHostile(): Promise<Verdict> {
  const factor = await slowness();
  const notJudged: string[] = [];
  const problems = [
    ...(await onStage(async (stage, problems) => {
      const court = { stage, problems, notJudged, slowness: factor };
      const closedInTime = await silentInFrame(stage, problems);
      await beside(court, 'idle', () => idle(stage, problems, idleConnections));
      await beside(court, 'churn', () => churn(stage, problems, churnSeconds));
      await beside(court, 'dripping', () => dripping(stage, problems, churnSeconds * 2));
      await closedInTime();
      tellLoop(court, 'connections');
    })),
    ...(await onStage(async (stage, problems) => {
      const court = { stage, problems, notJudged, slowness: factor };
      await beside(court, 'never reading', () => neverRead(stage, problems));
      tellLoop(court, 'slow readers');
    })),
    ...(await onStage(shutdown)),
  ];
  return { problems, notJudged };
}

/** Where verdicts go. */
interface Court extends Verdict {
  readonly stage: Stage;
  /** By which bounds of time are stretched on this machine. */
  readonly slowness: number;
}

/** Runs an attack with an honest client beside it. */
async function beside(court: Court, name: string, attack: () => Promise<void>): Promise<void> {
  const { stage, problems } = court;
  const probe = await stage.probe();
  await attack();
  const { rounds, p50, p99, max } = await probe.stop();
  const figures = `p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(0)} ms`;
  console.log(`beside ${name}: an honest client had ${rounds} rounds of produce and fetch, ${figures}`);
  problems.push(...probe.problems);
  if (rounds < 10) problems.push(`beside ${name} the honest client had only ${rounds} rounds`);
  if (p99 > roundMsMax * court.slowness) judge(court, `beside ${name} a round took ${p99.toFixed(0)} ms (p99)`);
}

function tellLoop(court: Court, name: string): void {
  const { stage } = court;
  const { late, own } = stage.loopDelay();
  const noise = stage.noise();
  const figures = ({ p99, p999, max }: typeof late): string =>
    `p99 ${p99.toFixed(1)} p99.9 ${p999.toFixed(1)} max ${max.toFixed(0)} ms`;
  console.log(`event loop beside ${name}: computing ${figures(own)}; late ${figures(late)}`);
  console.log(`  an idle process beside it: late ${figures(noise.late)}; before it ${figures(stage.noiseBefore.late)}`);
  if (own.p999 > loopDelayMsMax * court.slowness)
    judge(court, `the event loop was busy for ${own.p999.toFixed(1)} ms at a time (p99.9) beside ${name}`);
}

/**
 * Times mean something only where a process that does nothing gets the processor when it wants it. That is measured before
 * the attack: what the attack does to others on the machine excuses nothing.
 */
function judge({ stage, problems, notJudged }: Court, problem: string): void {
  const { p99 } = stage.noiseBefore.late;
  if (p99 <= noiseMsMax) problems.push(problem);
  else notJudged.push(`${problem} (an idle process was ${p99.toFixed(0)} ms late already before, at p99)`);
}
