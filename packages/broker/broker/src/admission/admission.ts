import { ConnectionLimits } from './connection-limits.ts';
import { FrameMemory } from './frame-memory.ts';
import { MemoryBudget } from './memory-budget.ts';
import { anonymous, type Caller, type Operation, type Principal, type Resource } from './principal.ts';
import { ClientQuotas, type ClientQuotasOptions } from './quotas/client-quotas.ts';
import { WriteBacklog } from './write-backlog.ts';

/** What the station is set up with. */
export interface AdmissionOptions {
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
  /** Memory for requests between frame and answer. */
  readonly requestMemoryBytes: number;
  /** Memory for fetched batches between log and socket. */
  readonly responseMemoryBytes: number;
  /** Bytes queued for the disk over all logs. */
  readonly pendingWriteBytes: () => number;
  readonly quotas: ClientQuotasOptions;
}

/**
 * The station every connection and every call passes: who is it, may they do it, is there room. Today everybody is
 * anonymous and everything is allowed; the questions are asked all the same, at every door, so that only the answers
 * will change.
 */
export class Admission {
  readonly connections: ConnectionLimits;
  readonly requestMemory: MemoryBudget;
  /** The part of it that frames ask for. */
  readonly frameMemory: FrameMemory;
  readonly responseMemory: MemoryBudget;
  readonly writeBacklog: WriteBacklog;
  readonly quotas: ClientQuotas;

  constructor(options: AdmissionOptions) {
    this.connections = new ConnectionLimits(options);
    this.requestMemory = new MemoryBudget(options.requestMemoryBytes);
    this.frameMemory = new FrameMemory(this.requestMemory);
    this.responseMemory = new MemoryBudget(options.responseMemoryBytes);
    this.writeBacklog = new WriteBacklog(options.pendingWriteBytes);
    this.quotas = new ClientQuotas(options.quotas);
  }

  /** Who a new connection speaks for; undefined when it must prove that first. */
  identify(): Principal | undefined {
    return anonymous;
  }

  /** Whether the caller may do this to that. */
  authorize(_caller: Caller, _operation: Operation, _resource: Resource): boolean {
    return true;
  }
}
