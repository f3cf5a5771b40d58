import type { Config } from '#platform/config/config.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import { openLlama } from '#platform/engine/llama/open-llama.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import type { Log } from '#platform/logging/log.ts';

/** The two engines behind one port: Python trains and scores, llama.cpp answers. */
export function createEngine(config: Config, log: Log): EnginePort {
  const python = createPythonEngine(config, log);
  const llama = openLlama(log);
  return {
    launch: python.launch,
    run: python.run,
    complete: llama.complete,
    close: async () => void (await Promise.all([python.close(), llama.close()])),
  };
}
