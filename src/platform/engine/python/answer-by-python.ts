import type { Log } from '#platform/logging/log.ts';
import type { Completion } from '../engine-port.ts';
import type { EngineProgram } from './engine-program.ts';
import { type PythonRequest, type ServingProcess, startServing } from './serving-process.ts';

export type PythonAnswers = {
  complete(
    request: PythonRequest,
    options?: { onText?(piece: string): void; signal?: AbortSignal },
  ): Promise<Completion>;
  close(): Promise<void>;
};

const idleMinutes = 10;

/**
 * Answers by the Python engine, for what llama.cpp cannot load: a process a base, started by the first question (seconds:
 * it imports torch and reads the weights) and after a crash, ended when nobody asks, and with this process, however this
 * one ends.
 */
export function createPythonAnswers(
  program: EngineProgram,
  log: Log,
  idleMs = idleMinutes * 60_000,
): PythonAnswers {
  const processes = new Map<string, ServingProcess>();
  const processFor = ({ model }: PythonRequest): ServingProcess => {
    const key = `${model.basePath}\n${model.baseDigest}`;
    const running = processes.get(key);
    if (running && !running.ended()) return running;
    const started = startServing(program, model, log, idleMs);
    processes.set(key, started);
    return started;
  };
  return {
    complete(request, { onText = () => {}, signal } = {}) {
      const { ask, cancel } = processFor(request);
      const { id, completion } = ask(request, onText);
      const stop = () => cancel(id);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
      return completion.finally(() => signal?.removeEventListener('abort', stop));
    },
    async close() {
      await Promise.all([...processes.values()].map(each => each.end()));
      processes.clear();
    },
  };
}
