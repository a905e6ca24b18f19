/** Who was not reached, and what to look at, stands in the error. */
import { Metadata, status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { errorOf } from '../../src/index.ts';

it.each([
  ['/ottla.v1.Admin/ListTopics', 'gRPC port (9093 '],
  ['/ottla.peer.v1.Raft/Deliver', 'peer port (9094 '],
])('%s names the door that it did not reach', (about, door) => {
  const details = 'connect ECONNREFUSED 127.0.0.1:1';
  const error = errorOf({ code: status.UNAVAILABLE, details, metadata: new Metadata() }, about);

  expect(error.message).toContain(`${about} did not reach a node: ${details}; `);
  expect(error.message).toContain(door);
});
