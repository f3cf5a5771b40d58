import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '#platform/config/child-environment.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import type { Completion } from '../engine-port.ts';
import type { FromHost, LlamaRequest, ToHost } from './messages.ts';
import type { LanePlan } from './plan-lanes.ts';

export type Host = {
  ask(
    request: LlamaRequest,
    onText: (piece: string) => void,
  ): { id: number; completion: Promise<Completion> };
  cancel(id: number): void;
  ended(): boolean;
  end(): Promise<void>;
};

type Asked = PromiseWithResolvers<Completion> & { onText(piece: string): void };

const hostFile = fileURLToPath(new URL('./host.ts', import.meta.url));

/** Starts the process that hosts llama.cpp. What it prints goes to the log; its end rejects what was asked of it. */
export function startHost(log: Log, plan: LanePlan): Host {
  const asked = new Map<number, Asked>();
  const child = forkHost(log, plan);
  let lastId = 0;
  let ended = false;
  const gone = new Promise<void>(resolve =>
    child.once('exit', (code, by) => {
      ended = true;
      for (const each of asked.values()) each.reject(crashed(code, by));
      resolve();
    }),
  );
  const send = (message: ToHost) => void (child.connected && child.send(message, () => {}));
  child.on('message', (message: FromHost) => deliver(message, asked.get(message.id)));
  return {
    ask(request, onText) {
      const id = ++lastId;
      const answer = { ...Promise.withResolvers<Completion>(), onText };
      asked.set(id, answer);
      send({ kind: 'complete', id, request });
      return { id, completion: answer.promise.finally(() => asked.delete(id)) };
    },
    cancel: id => send({ kind: 'cancel', id }),
    ended: () => ended,
    end: () => (child.kill('SIGKILL'), gone),
  };
}

function forkHost(log: Log, plan: LanePlan): ChildProcess {
  const child = fork(hostFile, [String(plan.lanes), String(plan.threadsPerLane)], {
    execArgv: [],
    env: childEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const note = (chunk: Buffer) => log.warn('llama.cpp', { output: chunk.toString().trim() });
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  child.on('error', error => log.error('llama.cpp host', { error }));
  return child;
}

function deliver(message: FromHost, asked: Asked | undefined): void {
  switch (message.kind) {
    case 'text':
      return asked?.onText(message.piece);
    case 'done':
      return asked?.resolve(message.completion);
    case 'failed': {
      const { code, message: text, ...detail } = message.failure;
      return asked?.reject(new AttuneError(code, text, detail));
    }
  }
}

const crashed = (code: number | null, by: string | null): AttuneError =>
  new AttuneError('engine_crashed', `The process of llama.cpp ended (${by ?? `exit code ${code}`}).`, {
    status: 503,
    remedy: 'Ask again: it is started anew. If it happens again, the log shows what llama.cpp said last.',
  });
