/** The standard health service: what is registered is serving until the server begins to close. */
import { RpcError, type RpcRegistration, type RpcStream, serve } from '@ottla/base';
import {
  type HealthCheckResponse,
  healthService,
  HealthCheckResponseServingStatus as ServingStatus,
} from '../generated/health.ts';
import { serveUnary } from '../stream/serve-unary.ts';

/** The state behind the service of one server. */
export class Health {
  readonly #services: ReadonlySet<string>;
  readonly #watchers = new Set<RpcStream<HealthCheckResponse>>();
  #closing = false;

  /** `services` are full names; the empty name stands for the server. */
  constructor(services: Iterable<string>) {
    this.#services = new Set(['', ...services]);
  }

  registrations(): RpcRegistration[] {
    return [serveUnary(healthService.check, ({ service }) => this.#check(service)), this.#watch()];
  }

  /** Tells all watchers that nothing is served any more, and ends their calls. */
  close(): void {
    this.#closing = true;
    for (const watcher of this.#watchers) {
      watcher.write({ status: ServingStatus.notServing });
      watcher.end();
    }
    this.#watchers.clear();
  }

  #check(service: string): HealthCheckResponse {
    if (!this.#services.has(service)) throw new RpcError('notFound', `There is no service ${service} on this server.`);
    return { status: this.#status(service) };
  }

  #status(service: string): ServingStatus {
    if (!this.#services.has(service)) return ServingStatus.serviceUnknown;
    return this.#closing ? ServingStatus.notServing : ServingStatus.serving;
  }

  #watch(): RpcRegistration {
    return serve(healthService.watch, (stream) => ({
      message: ({ service }) => {
        this.#watchers.add(stream);
        stream.write({ status: this.#status(service) });
      },
      drained: () => undefined,
      ended: () => undefined,
      failed: () => void this.#watchers.delete(stream),
    }));
  }
}
