/** The gRPC network keeps the contract of the RPC port (FAULT-161, FAULT-163). */
import { rpcContract } from '@ottla/testing';
import { createGrpcNetwork } from '../../src/index.ts';
import { clock, timers } from '../real-ports.ts';

rpcContract(() => ({ network: createGrpcNetwork({ clock, timers }), wait: (promise) => promise }));
