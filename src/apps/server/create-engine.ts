import type { Config } from '#platform/config/config.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import { joinEngines } from '#platform/engine/join-engines.ts';
import { openLlama } from '#platform/engine/llama/open-llama.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import type { Log } from '#platform/logging/log.ts';

export function createEngine(config: Config, log: Log): EnginePort {
  return joinEngines(createPythonEngine(config, log), openLlama(log));
}
