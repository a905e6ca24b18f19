/**
 * Native modules, loaded when they are first needed: a node that never sees a codec pays neither start-up time nor memory for it.
 */
import { createRequire } from 'node:module';
import { CompressionError, messageOf } from '@ottla/base';

const require = createRequire(import.meta.url);

/** A function that makes its value at the first call and keeps it. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Loads a native module. Throws a `CompressionError` (`unsupported`) where it has no binary for this machine. */
export function requireNative(name: string): unknown {
  try {
    return require(name);
  } catch (thrown) {
    throw new CompressionError(
      'unsupported',
      `the module ${name} cannot be loaded on this machine (${messageOf(thrown)}); use another codec`,
      { cause: thrown },
    );
  }
}
