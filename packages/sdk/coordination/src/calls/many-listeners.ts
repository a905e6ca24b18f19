import { setMaxListeners } from 'node:events';

/** A controller of ours, whose signal any number may listen to: watches of a client and candidacies of a session are many, and no leak. */
export function abortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
