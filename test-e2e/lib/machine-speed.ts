/**
 * How slow this machine is now, against one on which the bounds of time were set. Machines are shared: the same code takes
 * twice the time an hour later. The yardstick is a Node process that does nothing, so nothing of ours is in it.
 */
import { spawn } from 'node:child_process';

/** Milliseconds from spawn to exit of `node -e 0` on a machine that nobody else uses. */
const bareNodeMs = 45;
const tries = 5;
/** A machine that is slower than that by so much is no place to measure; a bound is stretched no further. */
const slownessMax = 3;

/** 1 on a machine as fast as the yardstick's, 2 where everything takes twice as long; told on the terminal when it is not 1. */
export async function slowness(): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < tries; count += 1) times.push(await bareStartMs());
  const least = Math.min(...times);
  const factor = Math.min(slownessMax, Math.max(1, least / bareNodeMs));
  if (factor > 1)
    console.log(
      `  a bare Node process takes ${least.toFixed(0)} ms here, not ${bareNodeMs}: bounds of time are ${factor.toFixed(1)} times as long`,
    );
  return factor;
}

function bareStartMs(): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve(performance.now() - startedMs));
  });
}
