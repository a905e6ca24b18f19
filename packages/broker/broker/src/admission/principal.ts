/** Who speaks. `anonymous` until somebody proves more. */
export interface Principal {
  readonly kind: 'anonymous' | 'user';
  readonly name: string;
}

/** Everybody, as long as nobody has to say who they are. */
export const anonymous: Principal = { kind: 'anonymous', name: 'ANONYMOUS' };

/** Who asks for something, whichever door they came through. */
export interface Caller {
  readonly principal: Principal;
  /** The name the client gives itself, for logs; never trusted. */
  readonly clientId: string | undefined;
  /** Remote address. */
  readonly host: string;
  readonly door: 'kafka' | 'grpc' | 'internal';
}

/** What one may want to do, in Kafka's words. */
export type Operation =
  | 'read'
  | 'write'
  | 'create'
  | 'delete'
  | 'alter'
  | 'describe'
  | 'clusterAction'
  | 'describeConfigs'
  | 'alterConfigs'
  | 'idempotentWrite';

/** What it would be done to. */
export interface Resource {
  readonly kind: 'topic' | 'group' | 'cluster' | 'transactionalId';
  readonly name: string;
}

/** The one cluster as a resource. */
export const clusterResource: Resource = { kind: 'cluster', name: 'kafka-cluster' };
