import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { childEnvironment } from '#platform/config/child-environment.ts';
import { cannotStart, type EngineProgram } from './engine-program.ts';

/**
 * Starts a command in a session of its own, with its output in `logFile`: neither a signal to our process group nor our
 * end reaches it.
 */
export async function startDetached(
  program: EngineProgram,
  words: readonly string[],
  logFile: string,
): Promise<{ pid: number }> {
  const output = openSync(logFile, 'a');
  try {
    const child = spawn(program.file, [...program.args, ...words], {
      cwd: program.directory,
      env: childEnvironment(),
      detached: true,
      stdio: ['ignore', output, output],
    });
    await once(child, 'spawn');
    child.unref();
    return { pid: child.pid! };
  } catch (error) {
    throw cannotStart(program, error);
  } finally {
    closeSync(output);
  }
}
