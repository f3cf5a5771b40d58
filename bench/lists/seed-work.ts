import type pg from 'pg';

export type Work = {
  project: string;
  cleaningRun: string;
  version: string;
  model: string;
  deployment: string;
  interaction: string;
};

/** What people and models made of the records: decisions, dataset versions, runs, calls, votes of users, events. */
export async function seedWork(client: pg.Client, project: string, records: number): Promise<void> {
  for (const statement of statements)
    await client.query(statement, [project, records].slice(0, countParameters(statement)));
}

/** One object of each kind, the newest, to look at. */
export async function findWork(client: pg.Client, project: string): Promise<Work> {
  const one = async (table: string) =>
    (
      await client.query<{ id: string }>(
        `select id from ${table} where project_id = $1 order by id desc limit 1`,
        [project],
      )
    ).rows[0]!.id;
  return {
    project,
    cleaningRun: await one('cleaning_run'),
    version: await one('dataset_version'),
    model: await one('model_version'),
    deployment: await one('deployment'),
    interaction: await one('interaction'),
  };
}

const countParameters = (statement: string): number =>
  statement.includes('$2') ? 2 : statement.includes('$1') ? 1 : 0;

const quantiles = { min: 1, median: 2, p90: 3, p99: 4, max: 5 };
const facts = JSON.stringify({
  rows: 3,
  groups: 3,
  bySplit: { train: 1, validation: 1, test: 1 },
  byLabel: {},
  tokens: { total: 9, row: quantiles, question: quantiles, answer: quantiles },
});

/** $1 project, $2 number of records: as many events and calls as records, decisions on every second one. */
const statements = [
  `insert into cleaning_run (id, project_id, number, recipe, state, total, done, created_by)
   select uuidv7(), $1, n, '{}', 'done', 0, 0, 'user:bench' from generate_series(1, 60) n`,
  `insert into decision (id, project_id, cleaning_run_id, record_id, revision_id, operator, action, code, reason)
   select uuidv7(), $1, (select id from cleaning_run where project_id = $1 order by id desc limit 1), id, current_revision_id,
     (array['html', 'pii', 'length', 'echo'])[1 + line % 4],
     case when line % 5000 = 0 then 'drop' else (array['modify', 'flag', 'set_aside'])[1 + line % 3] end,
     case when line % 5000 = 0 then 'rare' else 'common' end, 'The answer is 3 tokens long, 5 are asked for.'
   from record where project_id = $1 and line % 2 = 0 order by record.id`,
  `insert into dataset (id, project_id, name) select uuidv7(), $1, 'desk-' || n from generate_series(1, 200) n`,
  `insert into dataset_version (id, dataset_id, project_id, n, state, recipe, digest, facts, created_by)
   select uuidv7(), id, $1, n, 'frozen', '{"seed": 1, "nearDuplicates": "all", "reserved": "fail"}', repeat('a', 64), '${facts}', 'user:bench' from dataset cross join generate_series(1, 20) n where project_id = $1`,
  `insert into dataset_row (version_id, position, record_id, revision_id, split, group_key)
   select (select id from dataset_version where project_id = $1 order by id desc limit 1), row_number() over (order by id), id,
     current_revision_id, (array['train', 'train', 'train', 'validation', 'test'])[1 + line % 5], id::text
   from record where project_id = $1 and line <= $2::int / 2 order by record.id`,
  `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
   values (uuidv7(), 'bench', 'Bench', '/nowhere', repeat('b', 64), 'llama', 1, 2048, 'Apache-2.0', 'local')
   on conflict do nothing`,
  `insert into run (id, project_id, number, name, state, dataset_version_id, base_model_id, config, system_prompt, directory, created_by)
   select uuidv7(), $1, n, 'run', 'done', (select id from dataset_version where project_id = $1 order by id desc limit 1),
     (select id from base_model limit 1), '{}', '', '', 'user:bench' from generate_series(1, 5000) n`,
  `insert into model_version (id, project_id, name, number, base_model_id, base_digest, adapter_digest, files, template_digest, system_prompt, sampling, run_id)
   select uuidv7(), $1, 'voice-v' || number, number, base_model_id, '', '', '{}', '', '', '{"temperature": 0, "topP": 1, "maxTokens": 256, "seed": null}', id from run where project_id = $1`,
  `insert into deployment (id, project_id, name, targets, created_by)
   select uuidv7(), $1, 'desk', jsonb_build_array(jsonb_build_object('kind', 'version', 'modelVersionId',
     (select id from model_version where project_id = $1 order by id desc limit 1))), 'user:bench'`,
  `insert into interaction (id, project_id, deployment_id, target_kind, target_id, state, stream, request, response_text, started_at, ended_at)
   select uuidv7(), $1, (select id from deployment where project_id = $1), 'version',
     (select id from model_version where project_id = $1 order by id desc limit 1),
     case when n % 20000 = 0 then 'timeout' when n % 50 = 0 then 'client_abort' else 'ok' end, true,
     jsonb_build_object('messages', jsonb_build_array(jsonb_build_object('role', 'user', 'content', 'Where is parcel ' || n))),
     'On its way.', now() - ($2::int - n) * interval '1 second', now() - ($2::int - n) * interval '1 second'
   from generate_series(1, $2::int) n`,
  `insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value)
   select uuidv7(), $1, 'interaction', id, 'thumb', 'end_user', 'end_user:' || (row_number() over () % 1000), 'feedback', '"up"'
   from (select id from interaction where project_id = $1 order by id limit $2::int / 5) called`,
  `insert into project_event (project_id, kind, subject_kind, subject_id, payload)
   select $1, 'run.step', 'run', n::text, jsonb_build_object('step', n) from generate_series(1, $2::int) n`,
  'analyze',
];
