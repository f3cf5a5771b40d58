import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Speaks the engine's protocol without a model, for tests. A step takes `batch_rows` milliseconds; a learning rate above
 * 1 explodes at the third step; more than 9,999 rows a batch do not fit into memory.
 */
const words = process.argv.slice(2);
const [command, argument = ''] = words[0] === '--parent' ? words.slice(2) : words;
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const readLines = (file: string) =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

type Files = { name?: string; train: string; validation: string | null };
type Spec = {
  run_id: string;
  data: Files | { tasks: Files[] };
  stages?: { name: string | null }[] | null;
  optimizer: { learning_rate: number };
  batch_rows: number;
  max_steps: number;
  eval: { every_steps: number };
  checkpoint: { every_steps: number };
  sample: { prompts: { id: string }[] };
};

if (command === 'worker') work();
else if (command === 'preflight') preflight(argument);
else if (command === 'score') score(argument);
else if (command === 'serve') serve(argument);
else if (command === 'train') await train(argument);
else process.exitCode = 2;

function work(): void {
  print({ type: 'ready', pid: process.pid, seconds: 0 });
  const input = createInterface({ input: process.stdin });
  input.on('line', line => {
    const {
      id,
      command: asked,
      args,
      log,
    } = JSON.parse(line) as { id: string; command: string; args: string[]; log: string };
    if (asked === 'sing')
      return void print({
        type: 'refused',
        id,
        code: 'command_unknown',
        message: 'No.',
        remedy: 'Do not sing.',
      });
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [process.argv[1]!, asked, ...args], {
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.on('exit', code => print({ type: 'exited', id, pid: child.pid, exit_code: code }));
    child.unref();
    print({ type: 'forked', id, pid: child.pid });
  });
  input.on('close', () => process.exit(0));
}

type Question = {
  id: string;
  messages: { content: string }[];
  adapter: string | null;
  max_tokens: number;
  cancel?: string;
};

/**
 * Says the last message again, a word every 5 milliseconds, over and over until `max_tokens`; "crash" ends it, an adapter
 * is named first, a base of digest "changed" is refused.
 */
function serve(file: string): void {
  const { base } = JSON.parse(readFileSync(file, 'utf8')) as { base: { digest: string } };
  if (base.digest === 'changed') {
    const remedy = 'Import the base again.';
    print({ seq: 1, type: 'failed', code: 'base_changed', message: 'The base has another digest.', remedy });
    process.exitCode = 1;
    return;
  }
  print({ type: 'ready', pid: process.pid, device: 'cpu', dtype: 'float32', threads: 1, seconds: 0 });
  const cancelled = new Set<string>();
  let before = Promise.resolve();
  const input = createInterface({ input: process.stdin });
  input.on('line', line => {
    const question = JSON.parse(line) as Question;
    if (question.cancel) cancelled.add(question.cancel);
    else before = before.then(() => speak(question, cancelled));
  });
  input.on('close', () => process.exit(0));
}

async function speak({ id, messages, adapter, max_tokens }: Question, cancelled: Set<string>): Promise<void> {
  const asked = messages.at(-1)!.content;
  if (asked === 'crash') process.exit(3);
  if (asked === 'refuse')
    return void print({
      type: 'refused',
      id,
      code: 'adapter_missing',
      message: 'No adapter.',
      remedy: 'Look.',
    });
  const spoken = [...(adapter ? [`[${path.basename(adapter)}]`] : []), ...asked.split(' ')];
  let said = 0;
  for (; said < max_tokens && !cancelled.has(id); said += 1) {
    await sleep(5);
    print({ type: 'delta', id, text: `${spoken[said % spoken.length]} ` });
  }
  print({ type: 'done', id, prompt_tokens: spoken.length, completion_tokens: said, finish_reason: 'length' });
}

function preflight(file: string): void {
  const spec = JSON.parse(readFileSync(file, 'utf8')) as Spec;
  const files = 'tasks' in spec.data ? spec.data.tasks : [spec.data];
  const rows = files.flatMap(({ train: name }) => readLines(path.join(path.dirname(file), name)));
  const trainable = rows.filter(row => row.includes('"assistant"'));
  const lengths = { p50: 9, p90: 9, p99: 9, max: 9, mean: 9, total: 9 * rows.length, loss: 5 * rows.length };
  const fits = spec.batch_rows < 10_000;
  const memory = {
    dtype: 'float32',
    components: [
      { name: 'runtime', bytes: 4e8 },
      { name: 'base_weights', bytes: 6e8 },
    ],
    advice: fits
      ? []
      : [{ change: 'fewer_rows', recipe: { batch_rows: 5_000 }, total_bytes: 5e8, fits: true }],
    total_bytes: 1e9,
    low_bytes: 9e8,
    high_bytes: 2e9,
    available_bytes: 4e9,
    fits,
  };
  print({
    seq: 1,
    time: new Date().toISOString(),
    type: 'done',
    base: { architecture: 'Fake', parameters: 1, weights_bytes: 1, context: 64, digest: 'b'.repeat(64) },
    rows: { train: trainable.length, validation: 1 },
    lengths: { train: lengths, validation: null },
    truncated: [],
    untrainable: [],
    template: { ok: true, digest: 'e'.repeat(64), end_of_turn: '.', injects_system: false },
    steps: { per_epoch: spec.max_steps, planned: spec.max_steps },
    memory,
    trained: { this: 1, usual: { lora: 1, full: 1 } },
    warnings: [],
    seconds: 0,
    ...('tasks' in spec.data && {
      tasks: files.map(({ name }) => ({
        name,
        weight: 1,
        share: 1 / files.length,
        rows: { train: 1, validation: 1 },
        loss_tokens: 5,
      })),
    }),
  });
}

function score(file: string): void {
  const spec = JSON.parse(readFileSync(file, 'utf8')) as { rows: string; adapter: string | null };
  const folder = path.dirname(file);
  const rows = readLines(path.join(folder, spec.rows));
  const hasAdapter =
    spec.adapter !== null && existsSync(path.resolve(folder, spec.adapter, 'adapter_model.safetensors'));
  const systems = rows.filter(row => row.includes('"system"')).length;
  print({
    seq: 1,
    time: new Date().toISOString(),
    type: 'progress',
    phase: 'base',
    done: rows.length,
    total: rows.length,
  });
  print({
    seq: 2,
    time: new Date().toISOString(),
    type: 'done',
    rows: rows.length,
    tokens: systems,
    base: { loss: 2 },
    adapter: hasAdapter ? { loss: 1 } : null,
  });
}

async function train(folder: string): Promise<void> {
  let isStopping = false;
  process.on('SIGTERM', () => (isStopping = true));
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const identity = {
    pid: process.pid,
    start_time: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]),
    boot_id: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  };
  writeFileSync(path.join(folder, 'engine.pid.half'), JSON.stringify(identity));
  renameSync(path.join(folder, 'engine.pid.half'), path.join(folder, 'engine.pid'));
  const spec = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as Spec;
  const say = openEvents(path.join(folder, 'events.jsonl'));
  const checkpoints = path.join(folder, 'checkpoints');
  mkdirSync(checkpoints, { recursive: true });
  const saved = readdirSync(checkpoints).toSorted().at(-1);
  const from = saved ? Number(saved.slice(5)) : 0;
  const save = (step: number) => {
    const name = `checkpoints/step-${String(step).padStart(6, '0')}`;
    mkdirSync(path.join(folder, name), { recursive: true });
    say('checkpoint', { step, path: name, digest: sha256(name), bytes: 5, best: true });
    return name;
  };
  say('started', {
    versions: { engine: 'fake' },
    device: 'cpu',
    steps_planned: spec.max_steps,
    resumed_from: saved ? { step: from, path: `checkpoints/${saved}` } : null,
  });
  for (let step = from + 1; step <= spec.max_steps; step += 1) {
    await sleep(spec.batch_rows);
    if (isStopping) return say('stopped', { reason: 'signal', step: step - 1, checkpoint: save(step - 1) });
    if (spec.optimizer.learning_rate > 1 && step === 3) {
      process.exitCode = 1;
      return say('failed', {
        code: 'loss_exploded',
        message: 'Training fell apart at step 3.',
        remedy: 'Lower optimizer.learning_rate.',
      });
    }
    const measured = {
      learning_rate: 0.001,
      tokens_per_s: 100,
      eta_s: spec.max_steps - step,
      memory_bytes: 1e9,
    };
    say('step', { step, epoch: step / spec.max_steps, loss: 2 / step, ...measured });
    if (step % spec.eval.every_steps === 0) say('eval', { step, loss: 1 / step, best: true });
    if (step % spec.checkpoint.every_steps === 0) {
      for (const { id } of spec.sample.prompts)
        say('sample', { step, prompt_id: id, text: `answer at ${step}`, tokens: 3, finished: true });
      save(step);
    }
  }
  say('done', {
    reason: 'completed',
    step: spec.max_steps,
    best_step: spec.max_steps,
    best_loss: 0.5,
    ...writeAdapter(folder, spec.run_id),
  });
}

function writeAdapter(folder: string, runId: string): object {
  mkdirSync(path.join(folder, 'adapter'), { recursive: true });
  const [weights, gguf] = [`weights of ${runId}`, `gguf of ${runId}`];
  writeFileSync(path.join(folder, 'adapter', 'adapter_model.safetensors'), weights);
  writeFileSync(path.join(folder, 'adapter', 'adapter_config.json'), '{}');
  writeFileSync(path.join(folder, 'adapter.gguf'), gguf);
  return {
    adapter: {
      path: 'adapter',
      files: ['adapter_model.safetensors', 'adapter_config.json'],
      digest: sha256(weights),
      bytes: 1,
    },
    gguf: { kind: 'lora', path: 'adapter.gguf', digest: sha256(gguf), bytes: 1 },
  };
}

/** Numbers go on after the last whole line; what a kill tore is cut off. */
function openEvents(file: string): (type: string, content: object) => void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  let seq = whole === '' ? 0 : (JSON.parse(whole.trimEnd().split('\n').at(-1)!) as { seq: number }).seq;
  return (type, content) =>
    appendFileSync(
      file,
      `${JSON.stringify({ seq: ++seq, time: new Date().toISOString(), type, ...content })}\n`,
    );
}
