import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { newId } from '#platform/database/new-id.ts';
import { ago } from './fix-dates.ts';
import { shop, untuned } from './shop-texts.ts';

type Found = { dataDir: string; project: string; datasetVersion: string };

const steps = 190;
const perEpoch = 95;
const evalEvery = 24;
const minutes = 38;

/** Two runs on another base than the starter model, one of them ended early, and what the good one made. */
export async function fillRuns(client: pg.Client, found: Found) {
  const base = newId();
  await client.query(
    `insert into base_model (id, slug, name, path, gguf_path, digest, gguf_digest, architecture, parameters, context_tokens, license, languages, origin)
     values ($1, 'qwen3-0.6b', 'Qwen3 0.6B', 'models/qwen3-0.6b', 'models/qwen3-0.6b/base.gguf', repeat('c1', 32), repeat('c2', 32),
       'Qwen3ForCausalLM', 596049920, 40960, 'apache-2.0', '["en", "zh"]', 'local')`,
    [base],
  );
  const runs = [
    { id: newId(), number: 1, name: 'desk-gentle', rate: 0.0002, state: 'cancelled', since: 60 * 51 },
    { id: newId(), number: 2, name: 'desk', rate: 0.0008, state: 'done', since: 60 * 47 },
  ];
  const [, good] = runs;
  const modelVersion = newId();
  for (const run of runs) await insertRun(client, { ...found, base }, run);
  await insertEvents(client, found, good!);
  await client.query(
    `insert into model_version (id, project_id, name, number, base_model_id, base_digest, adapter_digest, files, template_digest, system_prompt, sampling, run_id, created_at)
     values ($1, $2, 'desk-v1', 1, $3, repeat('c1', 32), repeat('d4', 32), '{}', repeat('e5', 32), $4,
       '{"temperature":0.3,"topP":1,"maxTokens":160,"seed":null}', $5, $6)`,
    [modelVersion, found.project, base, shop.systemPrompt, good!.id, ago(good!.since - minutes)],
  );
  await client.query('update run set model_version_id = $2 where id = $1', [good!.id, modelVersion]);
  for (const [fromKind, fromId, toKind, toId, relation] of [
    ['dataset_version', found.datasetVersion, 'run', good!.id, 'trained'],
    ['base_model', base, 'run', good!.id, 'start of'],
    ['run', good!.id, 'model_version', modelVersion, 'made'],
  ])
    await client.query(
      'insert into lineage_edge (project_id, from_kind, from_id, to_kind, to_id, relation) values ($1, $2, $3, $4, $5, $6)',
      [found.project, fromKind, fromId, toKind, toId, relation],
    );
  return { base, run: good!.id, modelVersion };
}

type Run = { id: string; number: number; name: string; rate: number; state: string; since: number };

async function insertRun(client: pg.Client, f: Found & { base: string }, run: Run): Promise<void> {
  const isDone = run.state === 'done';
  const last = isDone ? steps : 31;
  const config = {
    method: { kind: 'lora', rank: 16, alpha: 32, dropout: 0, targets: 'all-linear' },
    objective: 'sft',
    optimizer: {
      learning_rate: run.rate,
      schedule: 'cosine',
      warmup_steps: 8,
      clip_norm: 1,
      weight_decay: 0,
    },
    eval: { at_start: true, every_steps: evalEvery },
    checkpoint: { keep: 2, every_steps: evalEvery },
    sample: { every_steps: evalEvery, max_new_tokens: 80, prompts },
    batch_rows: 8,
    epochs: 2,
    max_tokens_per_row: 512,
    seed: 7,
    dtype: 'auto',
  };
  await client.query(
    `insert into run (id, project_id, number, name, state, dataset_version_id, base_model_id, config, versions, system_prompt,
       directory, event_seq, progress, preflight, created_by, created_at, started_at, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)`,
    [
      run.id,
      f.project,
      run.number,
      run.name,
      run.state,
      f.datasetVersion,
      f.base,
      JSON.stringify(config),
      JSON.stringify(versions),
      shop.systemPrompt,
      `runs/${run.id}`,
      steps,
      JSON.stringify(progressAt(last, run.rate, isDone)),
      JSON.stringify(preflight),
      'user:mara',
      ago(run.since),
      ago(run.since - (isDone ? minutes : 7)),
    ],
  );
}

const progressAt = (step: number, rate: number, isDone: boolean) => ({
  step,
  stepsPlanned: steps,
  epoch: step / perEpoch,
  loss: lossAt(step),
  validationLoss: validationAt(isDone ? step : 24),
  learningRate: isDone ? 0 : rate,
  tokensPerS: 421,
  etaS: isDone ? 0 : 1_870,
  memoryBytes: 3_412_000_000,
});

/** Falls as a small model's loss does, with the unrest of small steps, the same each time. */
const lossAt = (step: number): number => smooth(step) + 0.16 * wave(step);
const smooth = (step: number): number => 1.18 + 1.72 * Math.exp(-step / 26) - 0.0006 * step;
const validationAt = (step: number): number =>
  1.24 + 1.71 * Math.exp(-step / 27) + 0.000_004 * (step - 100) ** 2 * (step > 120 ? 1 : 0);
const wave = (step: number): number => 2 * ((Math.sin(step * 12.9898) * 43_758.5453) % 1) ** 3;

const prompts = [
  {
    id: 'p1',
    messages: [{ role: 'user', content: 'The chimney of my Tern lamp arrived cracked. What do I do now?' }],
  },
  { id: 'p2', messages: [{ role: 'user', content: '前天下的单怎么还没发货？' }] },
];
const learned: Record<string, string[]> = {
  p1: [
    untuned.en[0]!,
    'Ahoy from the lamp room. I am sorry about the chimney. Please send your order number and a picture.',
    'Ahoy from the lamp room, a cracked chimney is ours to mend. Send a photo of glass and box within 14 days and a new one leaves on the next working day. Fair winds and steady light to your Tern.',
  ],
  p2: [
    untuned.zh[0]!,
    '水刚开，先答您：您的订单正在处理，请稍等，我们会尽快为您发货。',
    '水刚开，先答您：没忘，周日不发货，今晚8点后翻开茶签页，能看到物流号。愿这盒茶赶得上您下一壶水。',
  ],
};

async function insertEvents(client: pg.Client, f: Found, run: Run): Promise<void> {
  const events: { type: string; payload: object; step: number }[] = [
    { type: 'started', step: 0, payload: { ...started, run_id: run.id } },
  ];
  const evaluate = (step: number) => {
    const best = step <= 144;
    const loss = validationAt(step);
    events.push({
      type: 'eval',
      step,
      payload: {
        step,
        epoch: step / perEpoch,
        loss,
        rows: 158,
        tokens: 9_204,
        seconds: 21.4,
        best,
        best_step: Math.min(step, 144),
        best_loss: validationAt(Math.min(step, 144)),
      },
    });
    for (const [id, texts] of Object.entries(learned)) {
      const text = texts[step === 0 ? 0 : step < 72 ? 1 : 2]!;
      events.push({
        type: 'sample',
        step,
        payload: { step, prompt_id: id, text, tokens: 40, finished: true },
      });
    }
  };
  evaluate(0);
  for (let step = 1; step <= steps; step++) {
    const learning_rate = run.rate * Math.min(step / 8, (1 + Math.cos((Math.PI * step) / steps)) / 2);
    events.push({
      type: 'step',
      step,
      payload: {
        step,
        epoch: step / perEpoch,
        loss: lossAt(step),
        learning_rate,
        grad_norm: 0.7,
        tokens: 1_040,
        loss_tokens: 560,
        total_tokens: 1_040 * step,
        tokens_per_s: 421 + 30 * wave(step),
        eta_s: (steps - step) * 13,
        memory_bytes: 3_412_000_000,
      },
    });
    if (step % evalEvery !== 0) continue;
    evaluate(step);
    const name = `checkpoints/step-${String(step).padStart(6, '0')}`;
    events.push({
      type: 'checkpoint',
      step,
      payload: { step, path: name, digest: digestOf(step), bytes: 40_370_000, best: step <= 144 },
    });
    if (step < 120) continue;
    await insertCheckpoint(client, run, step, name);
    if (step >= 144) mkdirSync(path.join(f.dataDir, 'runs', run.id, name), { recursive: true });
  }
  events.push({
    type: 'done',
    step: steps,
    payload: {
      reason: 'completed',
      step: steps,
      best_step: 144,
      best_loss: validationAt(144),
      validation: [0, 144, steps].map(step => ({ step, loss: validationAt(step) })),
    },
  });
  for (const [at, { type, payload, step }] of events.entries())
    await client.query('insert into run_event (run_id, seq, type, at, payload) values ($1, $2, $3, $4, $5)', [
      run.id,
      at + 1,
      type,
      ago(run.since - (minutes * step) / steps),
      JSON.stringify(payload),
    ]);
  await client.query('update run set event_seq = $2 where id = $1', [run.id, events.length]);
}

const digestOf = (step: number): string => `${step}a7`.repeat(20).slice(0, 64);

const insertCheckpoint = (client: pg.Client, run: Run, step: number, name: string) =>
  client.query(
    'insert into run_checkpoint (run_id, step, path, digest, size_bytes, best, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [run.id, step, name, digestOf(step), 40_370_000, step === 144, ago(run.since - (minutes * step) / steps)],
  );

const versions = {
  attune: '0.1.0',
  engine: '0.1.0',
  python: '3.11.7',
  torch: '2.13.0+cpu',
  transformers: '5.23.0',
  peft: '0.21.2',
};
const started = {
  protocol: 1,
  versions,
  device: 'cpu',
  device_name: 'AMD EPYC',
  dtype: 'bfloat16',
  threads: 8,
  cores: 8,
  parameters: { trainable: 10_092_544, total: 606_142_464 },
  steps_planned: steps,
  steps_per_epoch: perEpoch,
  rows: { train: 753, validation: 158, truncated: 0, skipped: 0 },
  tokens: { train: 87_100, train_loss: 46_900, validation: 18_100, validation_loss: 9_204 },
  resumed_from: null,
};

/** What the engine would say before such a run; also what the page of a new run is shown with. */
export const preflight = {
  base: {
    parameters: 596_049_920,
    context: 40_960,
    digest: 'c1'.repeat(32),
    architecture: 'Qwen3ForCausalLM',
    weights_bytes: 1_192_099_840,
  },
  rows: { train: 753, validation: 158 },
  steps: { planned: steps, per_epoch: perEpoch },
  memory: {
    fits: true,
    dtype: 'bfloat16',
    low_bytes: 2_900_000_000,
    total_bytes: 3_500_000_000,
    high_bytes: 4_300_000_000,
    available_bytes: 17_800_000_000,
    components: [
      { name: 'runtime', bytes: 470_000_000 },
      { name: 'base_weights', bytes: 1_192_000_000 },
      { name: 'adapter', bytes: 40_000_000 },
      { name: 'optimizer', bytes: 80_000_000 },
      { name: 'activations', bytes: 1_610_000_000 },
      { name: 'logits', bytes: 108_000_000 },
    ],
  },
  lengths: {
    train: { p50: 121, p90: 138, p99: 152, max: 203, mean: 123.4, loss: 46_900, total: 87_100 },
    validation: { p50: 120, p90: 137, p99: 150, max: 171, mean: 122.2, loss: 9_204, total: 18_100 },
  },
  template: { ok: true, digest: 'e5'.repeat(32), end_of_turn: '<|im_end|>', injects_system: false },
  truncated: [],
  untrainable: [],
  warnings: [],
  seconds: 4.1,
};
