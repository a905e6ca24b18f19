/** What a node says of itself when it is ready. */
import { expect, test } from 'vitest';
import { banner, type Node, resolveNodeSettings } from '../../src/index.ts';
import { aloneRemarks } from '../../src/settings/cluster-doubts.ts';

function settingsOf(texts: Record<string, string>) {
  return resolveNodeSettings([{ name: 'test', texts: new Map(Object.entries(texts)) }]);
}

const node = {
  nodeId: 1,
  clusterId: 'c',
  host: '::1',
  ports: { kafka: 1, grpc: 2, peer: 3, http: 4 },
  remarks: [] as readonly string[],
} as Node;

test('the peer port is named where others come through it, and IPv6 addresses stand in brackets', () => {
  const several = banner(
    node,
    settingsOf({ 'node.id': '1', 'cluster.id': 'c', 'metadata.nodes': '1@[::1]:3,2@h:9', 'peer.port': '3' }),
  );
  const alone = banner(node, settingsOf({}));

  expect(several).toContain('  other nodes    [::1]:3\n');
  expect(several).toContain('http://[::1]:4/readyz');
  expect(alone).not.toContain('other nodes');
});

test('a node that was named, and founds a cluster of its own, is said to be alone; others are not', () => {
  const remarks = aloneRemarks(settingsOf({ 'cluster.id': 'c' }), true);

  expect(banner({ ...node, remarks }, settingsOf({ 'cluster.id': 'c' }))).toMatch(
    /alone: .* nobody can join; .*--metadata-nodes/,
  );
  expect(aloneRemarks(settingsOf({ 'node.id': '4' }), true)).toHaveLength(1);
  expect(aloneRemarks(settingsOf({ 'cluster.id': 'c' }), false)).toEqual([]);
  expect(aloneRemarks(settingsOf({}), true)).toEqual([]);
  expect(aloneRemarks(settingsOf({ 'node.id': '1', 'metadata.nodes': '1@h:9094' }), true)).toEqual([]);
});
