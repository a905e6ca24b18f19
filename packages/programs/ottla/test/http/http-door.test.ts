import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpDoor, openHttpDoor } from '../../src/http/http-door.ts';

let door: HttpDoor;
let reason: string | undefined;
let scrape: () => Promise<string>;
beforeEach(async () => {
  reason = undefined;
  scrape = async () => 'ottla_up 1\n';
  door = await openHttpDoor('127.0.0.1', 0, { notReadyBecause: () => reason, scrape: () => scrape() });
});
afterEach(() => door.close());

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${door.port}${path}`, init);

describe('the HTTP door', () => {
  it('says why the node is not ready, and that it lives all the same', async () => {
    reason = 'the broker is not registered';

    const ready = await get('/readyz');
    const live = await get('/livez?verbose');

    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', reason }]);
    expect(live.status).toBe(200);
  });

  it('gives metrics as Prometheus reads them, and a sentence when they fail', async () => {
    const good = await get('/metrics');
    scrape = () => Promise.reject(new Error('no metrics now'));
    const bad = await get('/metrics');

    expect([good.headers.get('content-type'), await good.text()]).toEqual([
      'text/plain; version=0.0.4; charset=utf-8',
      'ottla_up 1\n',
    ]);
    expect([bad.status, await bad.json()]).toEqual([500, { error: 'no metrics now' }]);
  });

  it('names what there is when something else is asked for, and changes nothing', async () => {
    const unknown = await get('/__proto__');
    const post = await get('/livez', { method: 'POST', body: 'x'.repeat(100_000) });

    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { error: 'there is nothing here; there are /livez, /readyz, /metrics' },
    ]);
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('says which port is taken', async () => {
    const second = openHttpDoor('127.0.0.1', door.port, { notReadyBecause: () => undefined, scrape });

    await expect(second).rejects.toThrow(`HTTP port ${door.port} on 127.0.0.1 is in use`);
  });
});
