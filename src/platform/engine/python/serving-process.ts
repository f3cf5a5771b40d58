import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from '#platform/config/child-environment.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import type { Completion, CompletionRequest, EngineEvent, PythonModel } from '../engine-port.ts';
import type { EngineProgram } from './engine-program.ts';
import { failureOf, parseEvent } from './run-command.ts';

export type PythonRequest = CompletionRequest<PythonModel>;

/** A process of the engine's `serve`: one base, any of its adapters, one answer after another. */
export type ServingProcess = {
  ask(
    request: PythonRequest,
    onText: (piece: string) => void,
  ): { id: string; completion: Promise<Completion> };
  cancel(id: string): void;
  /** Nothing is asked of it any more. */
  ended(): boolean;
  end(): Promise<void>;
};

/** contract-fixtures/serve.jsonl */
type Line =
  | { type: 'ready'; pid: number; dtype: string; threads: number; seconds: number }
  | { type: 'delta'; id: string; text: string }
  | {
      type: 'done';
      id: string;
      prompt_tokens: number;
      completion_tokens: number;
      finish_reason: 'stop' | 'length';
    }
  | { type: 'refused'; id: string | null; code: string; message: string; remedy: string };

type Asked = PromiseWithResolvers<Completion> & {
  askedMs: number;
  firstTokenMs: number | undefined;
  text: string;
  onText(piece: string): void;
};

type State = {
  base: string;
  child: ChildProcess;
  asked: Map<string, Asked>;
  isReady: boolean;
  isEnded: boolean;
  /** What it said before it ended, if it could not begin. */
  failure: AttuneError | undefined;
};

/** Starts a process for the base of `model`. It ends when nobody asked for `idleMs`, and with this process. */
export function startServing(
  program: EngineProgram,
  model: PythonModel,
  log: Log,
  idleMs: number,
): ServingProcess {
  const { child, cleanUp } = spawnServe(program, model);
  const state: State = {
    base: path.basename(model.basePath),
    child,
    asked: new Map(),
    isReady: false,
    isEnded: false,
    failure: undefined,
  };
  const gone = Promise.withResolvers<void>();
  const lastWords = noteErrors(child, log);
  createInterface({ input: child.stdout! }).on('line', line => hear(state, line, log));
  child.on('error', error => (state.failure ??= cannotServe(program, error)));
  child.once('close', (code, by) => {
    state.isEnded = true;
    cleanUp();
    const failure = state.failure ?? crashed(by ? `by ${by}` : `with exit code ${code}`, lastWords());
    for (const each of state.asked.values()) each.reject(failure);
    gone.resolve();
  });
  const idle = endWhenIdle(state, idleMs, log);
  let lastId = 0;
  return {
    ask(request, onText) {
      idle.stop();
      const id = `q-${++lastId}`;
      const asked = expectAnswer(onText);
      state.asked.set(id, asked);
      send(state, questionOf(id, request));
      const completion = asked.promise.finally(() => {
        state.asked.delete(id);
        if (state.asked.size === 0) idle.start();
      });
      return { id, completion };
    },
    cancel: id => cancel(state, id),
    ended: () => state.isEnded,
    end: () => (child.kill('SIGKILL'), gone.promise),
  };
}

/** The engine reads its spec from a file, and has done so by the time it is ready. */
function spawnServe(program: EngineProgram, model: PythonModel) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-serve-'));
  const file = path.join(folder, 'serve.json');
  const base = { path: model.basePath, digest: model.baseDigest };
  writeFileSync(file, JSON.stringify({ protocol: 1, base }));
  const words = ['--parent', String(process.pid), 'serve', file];
  const child = spawn(program.file, [...program.args, ...words], {
    cwd: program.directory,
    env: childEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  return { child, cleanUp: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Gives what it said last. */
function noteErrors(child: ChildProcess, log: Log): () => string {
  let tail = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-1_000);
    log.warn('python engine', { output: chunk.toString().trim() });
  });
  return () => tail.trim();
}

function endWhenIdle(state: State, idleMs: number, log: Log) {
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    state.isEnded = true;
    state.child.stdin!.end();
    log.info('the Python engine ends: nobody asked it', { base: state.base });
  };
  return {
    start: () => void (timer = setTimeout(end, idleMs).unref()),
    stop: () => clearTimeout(timer),
  };
}

const expectAnswer = (onText: (piece: string) => void): Asked => ({
  ...Promise.withResolvers<Completion>(),
  askedMs: performance.now(),
  firstTokenMs: undefined,
  text: '',
  onText,
});

const questionOf = (id: string, { model, ...request }: PythonRequest): object => ({
  id,
  messages: request.messages.map(({ role, content }) => ({ role, content })),
  adapter: model.adapterFolder,
  max_tokens: request.maxTokens,
  temperature: request.temperature,
  top_p: request.topP,
  seed: request.seed,
  stop: request.stop ?? [],
});

const send = ({ child }: State, message: object): void =>
  void child.stdin!.write(`${JSON.stringify(message)}\n`);

/** An answer that was given up before there was a process to give it is over at once. */
function cancel(state: State, id: string): void {
  send(state, { cancel: id });
  const asked = state.asked.get(id);
  if (asked && !state.isReady) asked.resolve(completionOf(asked, 0, 0, 'length'));
}

function hear(state: State, text: string, log: Log): void {
  const line = parseEvent(text) as Line | (EngineEvent & { type: 'failed' }) | undefined;
  switch (line?.type) {
    case 'ready': {
      state.isReady = true;
      const { pid, dtype, threads, seconds } = line;
      return log.info('the Python engine answers', { base: state.base, pid, dtype, threads, seconds });
    }
    case 'delta':
      return show(state.asked.get(line.id), line.text);
    case 'done': {
      const asked = state.asked.get(line.id);
      const { prompt_tokens, completion_tokens, finish_reason } = line;
      return asked?.resolve(completionOf(asked, prompt_tokens, completion_tokens, finish_reason));
    }
    case 'refused':
      return state.asked.get(line.id ?? '')?.reject(refusal(line));
    case 'failed':
      return void (state.failure = failureOf(line));
    case undefined:
      return undefined;
  }
}

function show(asked: Asked | undefined, piece: string): void {
  if (!asked) return;
  asked.firstTokenMs ??= performance.now() - asked.askedMs;
  asked.text += piece;
  asked.onText(piece);
}

function completionOf(
  { text, askedMs, firstTokenMs }: Asked,
  promptTokens: number,
  completionTokens: number,
  finishReason: Completion['finishReason'],
): Completion {
  const totalMs = performance.now() - askedMs;
  return {
    text,
    promptTokens,
    completionTokens,
    finishReason,
    firstTokenMs: firstTokenMs ?? totalMs,
    totalMs,
  };
}

/** A question may be at fault, or what was tuned; neither is what the program does not know. */
const statuses: Record<string, number> = { context_length_exceeded: 400, internal: 500, out_of_memory: 503 };

const refusal = ({ code, message, remedy }: { code: string; message: string; remedy: string }) =>
  new AttuneError(code, message, { status: statuses[code] ?? 422, remedy });

const crashed = (how: string, lastWords: string): AttuneError =>
  new AttuneError('engine_crashed', `The Python engine ended ${how} while it answered. ${lastWords}`.trim(), {
    status: 503,
    remedy:
      'Ask again: it is started anew. If it happens again, the log shows what it said last; a killed process most often means that memory ran out.',
  });

const cannotServe = (program: EngineProgram, cause: unknown): AttuneError =>
  new AttuneError('engine_missing', `The Python engine does not start: ${String(cause)}`, {
    status: 503,
    remedy: 'Run "npm run setup"; it makes the Python environment anew where it is broken.',
    fields: { python: program.file },
    cause,
  });
