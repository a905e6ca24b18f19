import { describe, expect, it } from 'vitest';
import { NodeError } from '../../src/node/node-error.ts';
import { environmentNameOf, flagOf, nodeSettings } from '../../src/settings/node-settings.ts';
import { allSettings, resolveNodeSettings } from '../../src/settings/resolve.ts';
import { environmentSource, fileSource } from '../../src/settings/sources.ts';

const source = (name: string, texts: Record<string, string>) => ({ name, texts: new Map(Object.entries(texts)) });

describe('settings of a node', () => {
  it('come from flags before the environment before the file before the default', () => {
    const settings = resolveNodeSettings([
      source('command line', { 'kafka.port': '1111' }),
      source('environment', { 'kafka.port': '2222', 'grpc.port': '3333' }),
      source('file', { 'grpc.port': '4444', 'http.port': '5555' }),
    ]);

    expect([settings.kafkaPort, settings.grpcPort, settings.httpPort, settings.peerPort]).toEqual([
      1111, 3333, 5555, 9094,
    ]);
  });

  it('report all mistakes at once, each with setting, value and bound', () => {
    const start = () =>
      resolveNodeSettings([
        source('command line', { 'kafka.port': '70000', nonsense: '1' }),
        source('environment', { roles: 'boss', 'log.retention.ms': 'long' }),
      ]);

    expect(start).toThrow(NodeError);
    expect(start).toThrow(/4 settings are wrong/);
    expect(start).toThrow(/kafka\.port is set to "70000", but it must be from 0 to 65535/);
    expect(start).toThrow(/no setting "nonsense"/);
    expect(start).toThrow(/roles is set to "boss"/);
    expect(start).toThrow(/log\.retention\.ms is set to "long"/);
  });

  it('refuse half a node, which this version cannot run', () => {
    expect(() => resolveNodeSettings([source('command line', { roles: 'broker' })])).toThrow(
      /each broker keeps the metadata too/,
    );
  });

  const cluster = (texts: Record<string, string>) =>
    resolveNodeSettings([
      source('command line', {
        'metadata.nodes': '1@a:9094, 2@[::1]:9094',
        'cluster.id': 'c',
        'node.id': '1',
        ...texts,
      }),
    ]);

  it('name the founders of a cluster, by ids and peer addresses', () => {
    expect([...cluster({}).founders]).toEqual([
      [1, 'a:9094'],
      [2, '[::1]:9094'],
    ]);
    expect(cluster({ roles: 'metadata' }).roles).toEqual(['metadata']);
    expect(resolveNodeSettings([]).founders.size).toBe(0);
  });

  it.each([
    ['1@a', /has "1@a".*<node id>@<host>:<peer port>/],
    ['x@a:1', /has "x@a:1"/],
    ['1@a:0', /has "1@a:0"/],
    ['9999999999@a:1', /has "9999999999@a:1"/],
    ['1@a:1,1@b:1', /names node 1 twice/],
    ['1@a:1,2@a:1', /has the address a:1 twice/],
  ])('refuse founders that are none: %s', (text, problem) => {
    expect(() => cluster({ 'metadata.nodes': text })).toThrow(problem);
  });

  it('refuse a cluster without a name, and a member of it that does not know which it is or where', () => {
    expect(() => cluster({ 'cluster.id': '' })).toThrow(/set cluster\.id, alike on all of them/);
    expect(() => cluster({ 'node.id': '-1' })).toThrow(/set node\.id/);
    expect(() => cluster({ 'node.id': '3', 'peer.port': '0' })).toThrow(/peer\.port is 0, but node 3 joins/);
    expect(() => cluster({ 'peer.port': '0' })).toThrow(/node 1 is at a:9094: set.* as --peer-port 9094/);
    const many = Array.from({ length: 16 }, (_, id) => `${id}@a${id}:9094`).join();
    expect(() => cluster({ 'metadata.nodes': many })).toThrow(/names 16 founders, at most 15/);
    expect(() => cluster({ 'node.id': '3', host: '0.0.0.0' })).toThrow(/set advertised\.host/);
    expect(cluster({ 'node.id': '3', host: '0.0.0.0', 'advertised.host': 'me' }).nodeId).toBe(3);
  });

  it('have each a name of its own, a flag and a variable', () => {
    const names = allSettings.map(({ name }) => name);
    const variables = names.map(environmentNameOf);

    expect(new Set(names).size).toBe(names.length);
    expect(new Set(variables).size).toBe(variables.length);
    expect(flagOf(nodeSettings.kafkaPort.name)).toBe('--kafka-port');
    expect(environmentNameOf(nodeSettings.kafkaPort.name)).toBe('OTTLA_KAFKA_PORT');
  });
});

describe('the environment', () => {
  it('gives settings by their variables and names what it does not know', () => {
    const { source: found, unknown } = environmentSource(
      { OTTLA_KAFKA_PORT: '1', OTTLA_TYPO: '2', OTTLA_CONFIG: 'x', PATH: '/bin' },
      allSettings,
    );

    expect([...found.texts]).toEqual([['kafka.port', '1']]);
    expect(unknown).toEqual(['OTTLA_TYPO']);
  });
});

describe('a settings file', () => {
  it('may be flat or nested, with lists', async () => {
    const read = await fileSource(
      'o.yaml',
      'kafka.port: 1\nlog:\n  retention:\n    ms: 60000\nroles: [metadata, broker]\n',
    );

    expect('texts' in read && Object.fromEntries(read.texts)).toEqual({
      'kafka.port': '1',
      'log.retention.ms': '60000',
      roles: 'metadata,broker',
    });
  });

  it('that is no YAML is a mistake that names the file', async () => {
    const read = await fileSource('o.yaml', 'a: [1');

    expect('sentence' in read && read.sentence).toContain('o.yaml is not YAML');
  });
});
