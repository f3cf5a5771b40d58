import { newId } from '#platform/database/new-id.ts';
import { fillProject, type Filled } from '../security/fill-project.ts';
import type { TestServices } from '../database/test-services.ts';

const facts = {
  rows: 2,
  groups: 2,
  bySplit: { train: 1, validation: 0, test: 1 },
  byLabel: { delivery: { train: 1, validation: 0, test: 1 } },
  tokens: {
    total: 24,
    row: { min: 12, median: 12, p90: 12, p99: 12, max: 12 },
    question: { min: 6, median: 6, p90: 6, p99: 6, max: 6 },
    answer: { min: 6, median: 6, p90: 6, p99: 6, max: 6 },
  },
};

const preflight = {
  base: { parameters: 135_000_000, context: 8_192, digest: 'd' },
  rows: { train: 1, validation: 0 },
  lengths: { train: null, validation: null },
  truncated: [],
  untrainable: [],
  template: { ok: true, digest: 'd' },
  steps: { per_epoch: 1, planned: 3 },
  memory: { total_bytes: 1, low_bytes: 1, high_bytes: 3, available_bytes: 2, fits: false },
  warnings: [
    {
      code: 'memory_short',
      text: 'The run may not fit into the free memory; it would then work in smaller packs.',
    },
  ],
  seconds: 1,
};

/** A project with one of everything, whole enough that every page of the web application has something to show. */
export async function fillPages(services: TestServices): Promise<Filled> {
  const base = newId();
  await services.pool.query(
    `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, languages, origin)
     values ($1, 'starter', 'Starter 135M', 'model', 'd', 'llama', 135000000, 8192, 'apache-2.0', '["en"]', 'starter')`,
    [base],
  );
  const filled = await fillProject(services, base, { slug: 'desk', number: 7 });
  await services.pool.query(
    `update dataset_version set facts = $1, recipe = '{"seed":1,"nearDuplicates":"all","reserved":"fail"}'`,
    [JSON.stringify(facts)],
  );
  await services.pool.query(
    `update cleaning_run set counts = '{"active":1,"echo.echo":1}', total = 1, done = 1`,
  );
  await services.pool.query(
    `update run set config = '{"method":{"kind":"lora","rank":8},"seed":1,"batch_rows":8}', preflight = $1`,
    [JSON.stringify(preflight)],
  );
  for (const [rater, outcome] of [
    ['user:one', 'candidate'],
    ['user:two', 'tie'],
    ['user:three', 'baseline'],
  ])
    await services.pool.query(
      `insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value, detail)
       values ($1, $2, 'evaluation_item', $3, 'support', 'human', $4, 'vote', $5, '{"leftArm":"candidate","dwellMs":4000,"isRepeat":false,"reasons":["tone"]}')`,
      [newId(), filled.project, filled.item, rater, JSON.stringify({ outcome })],
    );
  await services.pool.query(`update import_reject set code = 'not_json'`);
  await services.pool.query(
    `insert into signal select id, 'length', 1, '{"value":{"tokens":30,"answerTokens":12}}' from record_revision`,
  );
  await fillLoop(services, filled);
  return filled;
}

/** A loop with one step in every state. */
async function fillLoop({ pool }: TestServices, f: Filled): Promise<void> {
  const spec = { file: loopFile, digests: { 'rows.jsonl': 'd' } };
  await pool.query(`update loop_run set spec = $1 where id = $2`, [JSON.stringify(spec), f.loop]);
  await pool.query(`delete from loop_step where loop_run_id = $1`, [f.loop]);
  const steps: [key: string, state: string, result: object | null, error?: object][] = [
    ['brief', 'done', { id: 'b', verdict: 'tune', summary: 'the assessment says: tune' }],
    [
      'source:tickets',
      'done',
      { id: f.source, origin: 'own', licence: 'Apache-2.0', summary: 'own, Apache-2.0' },
    ],
    [
      'import:tickets:rows.jsonl',
      'done',
      { id: f.import, readCount: 9, recordCount: 6, duplicateCount: 1, rejectCount: 2, summary: '9 rows' },
    ],
    [
      'cleaning',
      'done',
      { id: f.cleaning, counts: { active: 5, set_aside: 1, 'echo.echo': 1 }, summary: '5 active' },
    ],
    [
      'dataset',
      'done',
      { id: f.datasetVersion, n: 1, bySplit: { train: 3, validation: 1, test: 1 }, summary: 'version 1' },
    ],
    ['run', 'running', { id: f.run, number: f.number }],
    [
      'deployment',
      'failed',
      null,
      { code: 'name_taken', message: 'The name is taken.', fields: { name: 'desk' } },
    ],
  ];
  for (const [position, [key, state, result, error]] of steps.entries())
    await pool.query(
      `insert into loop_step (loop_run_id, key, position, state, result, error, started_at, ended_at)
       values ($1, $2, $3, $4, $5, $6, now() - interval '9 seconds', now())`,
      [f.loop, key, position, state, JSON.stringify(result), error ? JSON.stringify(error) : null],
    );
}

const loopFile = {
  name: 'desk',
  project: { slug: 'desk' },
  brief: { reason: 'tone', problem: 'p' },
  sources: [{ name: 'tickets', origin: 'own', files: [{ path: 'rows.jsonl' }] }],
  dataset: { name: 'desk' },
  run: { name: 'desk', base: 'starter' },
  evaluation: { name: 'desk' },
  deployment: { name: 'desk' },
};

/** Every page with something on it, as an address. */
export const pagesOf = (f: Filled): string[] => [
  '/sign-in',
  '/setup',
  '/projects',
  '/queue',
  '/desk',
  '/settings/profile',
  '/settings/members',
  '/settings/keys',
  '/settings/audit',
  ...[
    'need',
    'data/sources',
    'data/imports',
    `data/imports/${f.import}`,
    `data/imports/new?source=${f.source}&file=${f.digest}&name=rows.jsonl`,
    'data/records',
    `data/records?row=${f.record}`,
    `data/records?cut=${encodeURIComponent('length.tokens>=20')}&label=delivery`,
    `data/records/${f.record}`,
    'data/cleaning',
    `data/cleaning/${f.cleaning}`,
    `data/cleaning/${f.cleaning}?tab=clusters`,
    'data/datasets',
    `data/versions/${f.datasetVersion}`,
    `data/versions/${f.datasetVersion}?against=${f.datasetVersion}&diff=changed`,
    'models',
    'models/versions',
    `models/versions/${f.version}`,
    'models/connections',
    'tuning/runs',
    `tuning/runs/${f.number}`,
    `tuning/compare?runs=${f.number}`,
    'evaluation',
    `evaluation/${f.number}`,
    `evaluation/${f.number}/votes`,
    `evaluation/${f.number}/votes?counted=no`,
    'evaluation/new',
    `vote/${f.number}`,
    'serving',
    'serving/playground',
    'serving/calls',
    `serving/calls/${f.call}`,
    'feedback',
    'feedback/received',
    'labeling',
    'monitoring',
    'loop',
    `loop?focus=run:${f.run}`,
    'start',
    `loop/runs/${f.number}`,
    `loop/lineage/run/${f.run}`,
  ].map(page => `/p/${f.slug}/${page}`),
];

/** Pages of a project with nothing in it. */
export const emptyPagesOf = (slug: string): string[] =>
  [
    'need',
    'data/sources',
    'data/imports',
    'data/imports/new',
    'data/records',
    'data/cleaning',
    'data/datasets',
    'models/versions',
    'models/connections',
    'tuning/runs',
    'evaluation',
    'evaluation/new',
    'serving',
    'serving/calls',
    'feedback',
    'feedback/received',
    'labeling',
    'monitoring',
    'loop',
    'start',
    'nowhere',
  ].map(page => `/p/${slug}/${page}`);
