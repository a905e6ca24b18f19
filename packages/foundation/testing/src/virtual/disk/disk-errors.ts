/** The errors of a virtual disk. */
import { FileSystemError, type FileSystemErrorCode } from '@ottla/base';
import type { DiskFaultEffect, DiskOperation } from './disk-faults.ts';

/** The error of an operation that cannot be done. */
export function failure(code: FileSystemErrorCode, action: string, path: string, why: string): FileSystemError {
  return new FileSystemError(code, path, `cannot ${action} ${path}: ${why}`);
}

/** The error of a fault that was laid. */
export function injected(
  effect: Extract<DiskFaultEffect, { readonly kind: 'error' }>,
  operation: DiskOperation,
  path: string,
): FileSystemError {
  return failure(effect.code, operation, path, 'a fault was laid here');
}
