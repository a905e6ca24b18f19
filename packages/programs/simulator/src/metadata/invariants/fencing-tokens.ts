/**
 * INV-META-SIM-2: a fencing token of an election belongs to one session for ever, and tokens of an election grow on every node: so there is
 * one holder at a revision at most.
 */
import { leaderOf } from '@ottla/metadata-core';
import type { Published, Report } from './invariant.ts';

export interface FencingTokens {
  readonly published: (published: Published) => void;
  /** A client was told that it has it. */
  readonly told: (election: string, session: number, token: number) => void;
}

export function fencingTokens(elections: readonly string[], report: Report): FencingTokens {
  const owners = new Map<string, number>();
  const last = new Map<string, number>();
  const told = (election: string, session: number, token: number): void => {
    const owner = owners.get(`${election} ${token}`) ?? session;
    if (owner !== session)
      report('fencing-tokens', `token ${token} of ${election} was given to session ${owner} and to session ${session}`);
    owners.set(`${election} ${token}`, session);
  };
  return {
    told,
    published: ({ life, image }) => {
      for (const election of elections) {
        const leader = leaderOf(image, { purpose: 'lock', name: election });
        if (leader === undefined) continue;
        told(election, leader.session, leader.token);
        const before = last.get(`${life} ${election}`) ?? 0;
        if (leader.token < before) report('fencing-tokens', `${election} went from token ${before} to ${leader.token}`);
        last.set(`${life} ${election}`, leader.token);
      }
    },
  };
}
