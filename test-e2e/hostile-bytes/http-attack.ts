/** Throws at the HTTP door: methods, paths, headers and bodies that nobody should send. */
import type { SeededRandomness } from '@ottla/testing';
import { mutate, noise } from '../../fuzz/generate/mutate.ts';
import type { Plan } from './plan.ts';
import { closedWithin, openRaw } from './sockets.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'TRACE', 'PRI', 'get', 'G\0T', ''];
const paths = [
  '/',
  '/livez',
  '/readyz',
  '/metrics',
  '/metrics?x=%00',
  '//',
  '/../../etc/passwd',
  '/%2e%2e',
  '*',
  'http://x/',
];

/** One attacker. */
export async function attackHttp(plan: Plan): Promise<void> {
  while (!plan.isOver('http')) {
    const index = plan.take('http');
    const chance = plan.chanceOf(index);
    const raw = await openRaw(plan.ports.http);
    const bytes = request(chance);
    plan.note(raw.socket.localPort, bytes);
    raw.socket.write(bytes);
    await closedWithin(raw, chance.pick([1, 2, 10, 50]));
    raw.socket.destroy();
  }
}

function request(chance: SeededRandomness): Uint8Array {
  if (chance.chance(0.1)) return noise(chance);
  const lines = [
    `${chance.pick(methods)} ${chance.pick(paths)} HTTP/${chance.pick(['1.1', '1.0', '2.0', '9'])}`,
    `Host: ${chance.pick(['x', '', '127.0.0.1', 'a'.repeat(300)])}`,
    ...Array.from({ length: chance.below(5) }, () => header(chance)),
  ];
  const text = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${chance.chance(0.3) ? '5\r\nhello\r\n0\r\n\r\n' : ''}`);
  return chance.chance(0.4) ? mutate(text, chance) : text;
}

function header(chance: SeededRandomness): string {
  return chance.pick([
    'Transfer-Encoding: chunked',
    'Content-Length: 99999999999999999999',
    'Content-Length: 5',
    'Expect: 100-continue',
    'Upgrade: h2c',
    'Connection: upgrade, keep-alive',
    `X-Long: ${'z'.repeat(chance.pick([10, 5_000, 40_000]))}`,
    `${'n'.repeat(100)}: ${'v'.repeat(100)}`,
  ]);
}
