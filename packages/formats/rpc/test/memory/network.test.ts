/** The in-memory network keeps the contract of the RPC port, so that what passes on it passes on gRPC. */
import { rpcContract } from '@ottla/testing';
import { createMemoryRpc } from '../../src/index.ts';
import { timers } from '../real-ports.ts';

rpcContract(() => ({ network: createMemoryRpc({ timers }), wait: (promise) => promise }));
