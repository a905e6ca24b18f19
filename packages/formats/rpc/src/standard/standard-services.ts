/** What every server offers beside its own services: health and reflection. */
import type { RpcRegistration } from '@ottla/base';
import { healthService } from '../generated/health.ts';
import { Health } from './health.ts';
import { reflection, serviceOf } from './reflection.ts';

export interface StandardServices {
  readonly registrations: readonly RpcRegistration[];
  /** The server begins to close. */
  closing(): void;
}

export function standardServices(own: readonly RpcRegistration[]): StandardServices {
  const services = [...new Set([...own.map(({ method }) => method.path), healthService.check.path].map(serviceOf))];
  const health = new Health(services);
  return {
    registrations: [...health.registrations(), ...reflection(services)],
    closing: () => health.close(),
  };
}
