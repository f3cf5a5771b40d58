import type { Config } from '#platform/config/config.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import type { Log } from '#platform/logging/log.ts';

/** The two engines behind one port: Python trains and scores, llama.cpp answers. */
export function createEngine(_config: Config, _log: Log): EnginePort {
  const missing = () => Promise.reject(new Error('engine not composed yet'));
  return { launch: missing, run: missing, complete: missing, close: async () => {} };
}
