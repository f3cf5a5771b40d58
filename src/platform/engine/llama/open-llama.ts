import os from 'node:os';
import type { Log } from '#platform/logging/log.ts';
import type { Completion } from '../engine-port.ts';
import type { LlamaRequest } from './messages.ts';
import { type Host, startHost } from './host-process.ts';
import { type LanePlan, planLanes } from './plan-lanes.ts';

export type LlamaAnswers = {
  complete(
    request: LlamaRequest,
    options?: { onText?(piece: string): void; signal?: AbortSignal },
  ): Promise<Completion>;
  close(): Promise<void>;
};

/**
 * Answers by llama.cpp in a process of its own: a native crash ends the answers in hand (`engine_crashed`), not the
 * server, and the next question starts a new one. It ends with this process, however this one ends.
 */
export function openLlama(log: Log, plan: LanePlan = planLanes(os.availableParallelism())): LlamaAnswers {
  let host: Host | undefined;
  return {
    complete(request, { onText = () => {}, signal } = {}) {
      if (!host || host.ended()) host = startHost(log, plan);
      const { id, completion } = host.ask(request, onText);
      const { cancel } = host;
      const stop = () => cancel(id);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
      return completion.finally(() => signal?.removeEventListener('abort', stop));
    },
    async close() {
      await host?.end();
      host = undefined;
    },
  };
}
