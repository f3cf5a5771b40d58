import path from 'node:path';
import { type Config, programRoot } from '#platform/config/config.ts';
import { AttuneError } from '#platform/http/attune-error.ts';

/** How the engine is started; tests put a program of their own here that speaks the same protocol. */
export type EngineProgram = { file: string; args: readonly string[]; directory: string };

export const pythonProgram = (config: Pick<Config, 'python'>): EngineProgram => ({
  file: config.python,
  args: ['-m', 'attune_engine'],
  directory: path.join(programRoot, 'engine'),
});

export const cannotStart = (program: EngineProgram, cause: unknown): AttuneError =>
  new AttuneError('engine_missing', `The training engine does not start: ${String(cause)}`, {
    status: 503,
    remedy: 'Run "npm run setup"; it makes the Python environment anew where it is broken.',
    fields: { python: program.file },
    cause,
  });

/** What an engine that ended badly said last, as an error that people can act on. */
export const crashed = (command: string, how: string, lastWords: string): AttuneError =>
  new AttuneError('engine_crashed', `The engine's ${command} ended ${how}. ${lastWords}`.trim(), {
    status: 500,
    remedy: 'Look at the last lines above; a killed process most often means that memory ran out.',
  });
