/**
 * One real turn of the event loop. It is the only place of the virtual platform that makes a macrotask: when it is over,
 * every microtask that was waiting has run, and those that they started too.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
