import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '#platform/config/child-environment.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import type { EngineProgram } from './engine-program.ts';

/** A process that has the engine's imports behind it and forks a detached child for each request. */
export type WarmWorker = {
  /** Starts it where it is not up; an ended one is started again. */
  warm(): void;
  /** Undefined where it is not ready: it takes seconds to get there. Throws what the worker refuses. */
  fork(command: string, args: readonly string[], logFile: string): Promise<{ pid: number } | undefined>;
  /** Its children live on. */
  close(): void;
};

type Answer =
  | { type: 'ready'; pid: number; seconds: number }
  | { type: 'forked'; id: string; pid: number }
  | { type: 'refused'; id: string | null; code: string; message: string; remedy: string }
  | { type: 'exited'; id: string; pid: number; exit_code: number };

type Worker = {
  child: ChildProcess;
  isReady: boolean;
  /** Settles when it is ready or will never be. */
  ready: PromiseWithResolvers<void>;
  asked: Map<string, PromiseWithResolvers<{ pid: number } | undefined>>;
};

const answerTimeoutMs = 10_000;
/** A worker that is warming is worth the wait: a cold start beside it imports the same twice on the same cores. */
const warmWaitMs = 20_000;

export function createWarmWorker(program: EngineProgram, log: Log): WarmWorker {
  let worker: Worker | undefined;
  let isClosed = false;
  const warm = () => {
    if (worker || isClosed) return;
    const started = startWorker(program, log);
    worker = started;
    started.child.once('close', () => {
      if (worker === started) worker = undefined;
    });
  };
  return {
    warm,
    async fork(command, args, logFile) {
      if (worker) await Promise.race([worker.ready.promise, sleep(warmWaitMs)]);
      warm();
      return worker?.isReady ? ask(worker, { command, args, log: logFile }) : undefined;
    },
    close() {
      isClosed = true;
      worker?.child.stdin!.end();
    },
  };
}

function startWorker(program: EngineProgram, log: Log): Worker {
  const child = spawn(program.file, [...program.args, 'worker'], {
    cwd: program.directory,
    env: childEnvironment(),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const worker: Worker = { child, isReady: false, ready: Promise.withResolvers(), asked: new Map() };
  let lastWords = '';
  child.stderr!.on('data', chunk => (lastWords = (lastWords + String(chunk)).slice(-1_000)));
  child.stdin!.on('error', () => {});
  child.on('error', error => (lastWords = String(error)));
  child.once('close', code => {
    worker.ready.resolve();
    for (const { resolve } of worker.asked.values()) resolve(undefined);
    if (code !== 0) log.warn('the warm engine worker ended', { code, lastWords });
  });
  createInterface({ input: child.stdout! }).on('line', line => hear(worker, line, log));
  child.unref();
  return worker;
}

function hear(worker: Worker, line: string, log: Log): void {
  const answer = JSON.parse(line) as Answer;
  switch (answer.type) {
    case 'ready':
      worker.isReady = true;
      worker.ready.resolve();
      return log.info('the engine worker is warm', { pid: answer.pid, seconds: answer.seconds });
    case 'forked':
      return worker.asked.get(answer.id)?.resolve({ pid: answer.pid });
    case 'refused': {
      const { id, code, message, remedy } = answer;
      return worker.asked.get(id ?? '')?.reject(new AttuneError(code, message, { status: 422, remedy }));
    }
    case 'exited':
      return log.info('an engine process ended', { pid: answer.pid, exitCode: answer.exit_code });
  }
}

async function ask(worker: Worker, request: object): Promise<{ pid: number } | undefined> {
  const id = randomUUID();
  const answer = Promise.withResolvers<{ pid: number } | undefined>();
  worker.asked.set(id, answer);
  const late = setTimeout(() => answer.resolve(undefined), answerTimeoutMs);
  worker.child.stdin!.write(`${JSON.stringify({ id, ...request })}\n`);
  try {
    return await answer.promise;
  } finally {
    clearTimeout(late);
    worker.asked.delete(id);
  }
}
