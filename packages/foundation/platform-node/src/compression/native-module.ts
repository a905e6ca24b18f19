/**
 * Native modules, loaded when they are first needed: a node that never sees a codec pays neither start-up time nor memory for it.
 */
import { createRequire } from 'node:module';
import { CompressionError, messageOf } from '@ottla/base';

const require = createRequire(import.meta.url);

/** A function that loads the module once. It throws a `CompressionError` (`unsupported`) where the module has no binary. */
export function nativeModule<Module>(name: string): () => Module {
  let loaded: Module | undefined;
  return () => {
    loaded ??= load<Module>(name);
    return loaded;
  };
}

function load<Module>(name: string): Module {
  try {
    return require(name) as Module;
  } catch (thrown) {
    throw new CompressionError(
      'unsupported',
      `the module ${name} cannot be loaded on this machine (${messageOf(thrown)}); use another codec`,
      { cause: thrown },
    );
  }
}
