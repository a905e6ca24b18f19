/** The in-memory network keeps the contract in virtual time too, as the simulator runs it. */
import { rpcContract, VirtualTime } from '@ottla/testing';
import { createMemoryRpc } from '../../src/index.ts';

rpcContract(() => {
  const time = new VirtualTime();
  return { network: createMemoryRpc({ timers: time.timers }), wait: (promise) => time.settle(promise) };
});
