/** Addresses are read as people write them, and mistakes are named. */
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, parseAddress, resolveClientOptions } from '../../src/index.ts';

describe('an address', () => {
  it('has a host and a port, 9093 when none is named', () => {
    expect(parseAddress('a.example:1')).toEqual({ host: 'a.example', port: 1 });
    expect(parseAddress('127.0.0.1')).toEqual({ host: '127.0.0.1', port: 9093 });
    expect(parseAddress('[::1]:70')).toEqual({ host: '::1', port: 70 });
  });

  it.each(['', 'a:b', 'a:0', 'a:70000', 'a b:1', ':1', '::1:1'])('"%s" is refused', (text) => {
    expect(() => parseAddress(text)).toThrow(InvalidOptionError);
  });

  it('may be one of several', () => {
    const { bootstrapServers } = resolveClientOptions({ bootstrapServers: 'a:1, b:2' });
    expect(bootstrapServers).toEqual([
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
    ]);
    expect(() => resolveClientOptions({ bootstrapServers: ' , ' })).toThrow(InvalidOptionError);
  });
});
