import { getLlama, type Llama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Completion } from '../engine-port.ts';
import type { ChatTemplate } from './chat-template.ts';
import { encodePrompt, templateOf } from './encode-prompt.ts';
import { createLineOfWaiting } from './line-of-waiting.ts';
import type { FromHost, LlamaRequest, ToHost } from './messages.ts';
import type { LanePlan } from './plan-lanes.ts';
import { createSeats } from './seats.ts';
import { writeAnswer } from './write-answer.ts';

/** The process that hosts llama.cpp: `node host.ts LANES THREADS`, spoken to over IPC. It ends with its parent. */
const [lanes = 1, threadsPerLane = 1] = process.argv.slice(2).map(Number);
serve({ lanes, threadsPerLane });

type Loaded = { model: LlamaModel; template: ChatTemplate };
type Ask = { id: number; request: LlamaRequest; signal: AbortSignal; askedMs: number };

function serve(plan: LanePlan): void {
  const line = createLineOfWaiting(plan.lanes);
  const seats = createSeats(plan.lanes * 2, plan.threadsPerLane);
  const load = createLoader();
  const open = new Map<number, AbortController>();

  process.on('message', (message: ToHost) => {
    if (message.kind === 'cancel') open.get(message.id)?.abort();
    else void answer(message.id, message.request);
  });
  process.on('disconnect', () => process.exit(0));

  async function answer(id: number, request: LlamaRequest): Promise<void> {
    const control = new AbortController();
    open.set(id, control);
    const ask = { id, request, signal: control.signal, askedMs: performance.now() };
    try {
      const completion = await line.wait(control.signal, () => complete(ask));
      say({ kind: 'done', id, completion: completion ?? nothingSaid(ask) });
    } catch (error) {
      say({ kind: 'failed', id, failure: describe(error) });
    } finally {
      open.delete(id);
    }
  }

  async function complete({ id, request, signal, askedMs }: Ask): Promise<Completion> {
    const { model, template } = await load(request.model.ggufPath);
    const prompt = encodePrompt(model, template, request.messages);
    const promptTokens = prompt.head.length + prompt.tail.length;
    const room = model.trainContextSize - promptTokens;
    if (room < 1) throw promptTooLong(promptTokens, model.trainContextSize);
    const contextTokens = promptTokens + Math.min(room, request.maxTokens);
    return seats.use({ local: request.model, model, contextTokens }, async seat => {
      let firstTokenMs = 0;
      const answered = await writeAnswer(seat, prompt, request, {
        signal,
        onFirstToken: () => (firstTokenMs = performance.now() - askedMs),
        onText: piece => say({ kind: 'text', id, piece }),
      });
      return { ...answered, promptTokens, firstTokenMs, totalMs: performance.now() - askedMs };
    });
  }
}

/** One LlamaModel a file, shared by the base and all its adapters. */
function createLoader(): (ggufPath: string) => Promise<Loaded> {
  let llama: Promise<Llama> | undefined;
  const models = new Map<string, Promise<Loaded>>();
  return ggufPath => {
    const known = models.get(ggufPath);
    if (known) return known;
    llama ??= getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 0 });
    const loading = loadModel(llama, ggufPath);
    models.set(ggufPath, loading);
    loading.catch(() => models.delete(ggufPath));
    return loading;
  };
}

async function loadModel(llama: Promise<Llama>, modelPath: string): Promise<Loaded> {
  const model = await (await llama).loadModel({ modelPath });
  return { model, template: templateOf(model) };
}

const say = (message: FromHost): void => void (process.connected && process.send?.(message));

const nothingSaid = ({ askedMs }: Ask): Completion => {
  const totalMs = performance.now() - askedMs;
  return {
    text: '',
    promptTokens: 0,
    completionTokens: 0,
    finishReason: 'length',
    firstTokenMs: totalMs,
    totalMs,
  };
};

const promptTooLong = (promptTokens: number, contextTokens: number) =>
  new AttuneError(
    'context_length_exceeded',
    `The conversation has ${promptTokens} tokens; this model reads ${contextTokens}, its answer included.`,
    { remedy: 'Leave out older turns, or use a model with a longer context.' },
  );

function describe(error: unknown) {
  if (error instanceof AttuneError)
    return { code: error.code, message: error.message, status: error.status, remedy: error.remedy };
  const remedy = 'Check that the GGUF file and the adapter are whole and belong together.';
  return { code: 'engine_failed', message: `llama.cpp: ${String(error)}`, status: 500, remedy };
}
