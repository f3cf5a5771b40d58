import type { Config } from '#platform/config/config.ts';
import type { Log } from '#platform/logging/log.ts';
import type { EnginePort } from '../engine-port.ts';
import { createPythonAnswers, type PythonAnswers } from './answer-by-python.ts';
import { type EngineProgram, pythonProgram } from './engine-program.ts';
import { runCommand } from './run-command.ts';
import { startDetached } from './start-detached.ts';
import { createWarmWorker } from './warm-worker.ts';

export type PythonEngine = Pick<EnginePort, 'launch' | 'run' | 'close'> & Pick<PythonAnswers, 'complete'>;

/**
 * The Python half of the engine port. Starts go through one warm worker process; while that warms up they are made cold.
 * A pre-flight announces a run, so it warms the worker.
 */
export function createPythonEngine(
  config: Pick<Config, 'python'>,
  log: Log,
  program: EngineProgram = pythonProgram(config),
): PythonEngine {
  const worker = createWarmWorker(program, log);
  const answers = createPythonAnswers(program, log);
  return {
    async launch(command, args, logFile) {
      const forked = await worker.fork(command, args, logFile);
      if (forked) return forked;
      log.info('the engine worker is not warm yet: starting the engine cold', { command });
      return startDetached(program, [command, ...args], logFile);
    },
    run(command, args, options) {
      if (command === 'preflight') worker.warm();
      return runCommand(program, command, args, options);
    },
    complete: answers.complete,
    async close() {
      worker.close();
      await answers.close();
    },
  };
}
