/**
 * A client that nobody wrote an SDK for: Python with nothing but the proto files. The stubs are made by grpc_tools into a
 * temporary folder, then the program publishes and subscribes over the gRPC door.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runToEnd } from '../lib/processes.ts';
import { findPython } from '../lib/requirements.ts';

const protoFiles = ['common', 'messages', 'admin', 'cluster', 'log'].map((name) => `ottla/v1/${name}.proto`);

/** Runs it against a node; answers what was found wrong. */
export async function runPythonGrpc(grpc: string): Promise<string[]> {
  const python = await findPython();
  if ('missing' in python) {
    console.log(`SKIPPED python-grpc: ${python.missing}`);
    return [];
  }
  const stubs = mkdtempSync(join(tmpdir(), 'ottla-stubs-'));
  try {
    const made = await runToEnd([
      python.found,
      '-m',
      'grpc_tools.protoc',
      `-I${root}proto`,
      `--python_out=${stubs}`,
      `--grpc_python_out=${stubs}`,
      ...protoFiles,
    ]);
    if (made.code !== 0) return [`grpc_tools could not make stubs from the proto files: ${made.stderr}`];
    const done = await runToEnd([python.found, `${root}test-e2e/clients/python/grpc_program.py`, grpc], {
      env: { PYTHONPATH: stubs },
      timeoutMs: 120_000,
    });
    process.stdout.write(done.stdout);
    return done.code === 0 ? [] : [`the Python program ended with ${done.code}: ${done.stderr.trim().slice(-1_500)}`];
  } finally {
    rmSync(stubs, { recursive: true });
  }
}
