import type { Connection } from '@ottla/client-core';

/** How a part of the admin client makes a call. */
export type Call = Connection['callAny'];
