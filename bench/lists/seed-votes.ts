import type pg from 'pg';

/** One evaluation with so many votes of nine raters, through the product's own tables. It comes after `seedWork`. */
export async function seedVotes(client: pg.Client, project: string, votes: number): Promise<void> {
  await client.query(insertEvaluation, [project, votes + 1, JSON.stringify(design)]);
  for (const statement of [insertItems, insertAnswers, insertSlots, insertJudgements, markVoted])
    await client.query(statement, statement.includes('$2') ? [project, votes] : [project]);
  await client.query('analyze judgement; analyze vote_slot; analyze evaluation_item');
}

const design = {
  tiePolicy: 'half',
  stopRule: 'planned_votes',
  alpha: 0.05,
  minimumDecisiveVotes: 50,
  votesPerPrompt: 4,
  repeatEvery: 20,
  minimumDwellMs: 0,
  sampling: { temperature: 0, topP: 1, maxTokens: 160, seed: null },
  systemPrompt: '',
  hiddenNames: [],
  plan: 'given',
};

const latest = (table: string) => `(select id from ${table} where project_id = $1 order by id desc limit 1)`;
const evaluation = latest('evaluation');

const insertEvaluation = `
  insert into evaluation (id, project_id, number, name, baseline_base_model_id, candidate_version_id, dataset_version_id,
    planned_votes, design, seed, state, progress, metrics, created_by, opened_at)
  select uuidv7(), $1, 1, 'voice', (select base_model_id from model_version where id = ${latest('model_version')}),
    ${latest('model_version')}, ${latest('dataset_version')}, $2, $3, 1, 'open', 'null', 'null', 'user:bench', now()`;

/** Four votes a prompt. */
const insertItems = `
  insert into evaluation_item (id, evaluation_id, position, record_id, revision_id, prompt, reference, label, cluster)
  select uuidv7(), ${evaluation}, n, id, current_revision_id,
    jsonb_build_array(jsonb_build_object('role', 'user', 'content', 'Where is parcel ' || n || '?')), 'On its way.',
    'label-' || n % 12, id::text
  from (select id, current_revision_id, row_number() over (order by id) as n from record where project_id = $1
        order by id limit $2::int / 4) chosen`;

const insertAnswers = `
  insert into evaluation_answer (item_id, arm, text, prompt_tokens, completion_tokens, finish_reason, latency_ms)
  select id, arm, case arm when 'baseline' then 'It is somewhere. ' else 'It arrives tomorrow. ' end || position, 9, 8, 'stop', 40
  from evaluation_item, unnest(array['baseline', 'candidate']) arm where evaluation_id = ${evaluation}`;

/** The n-th vote is on prompt n / 4 by rater n % 9: nobody sees a prompt twice. */
const insertSlots = `
  insert into vote_slot (id, evaluation_id, item_id, rater_id, sequence, block, left_arm, is_repeat, is_gold, token, shown_at)
  select uuidv7(), ${evaluation}, item.id, 'user:rater-' || n % 9, n / 9, n / 90,
    (array['baseline', 'candidate'])[1 + n * 7 % 2], false, false, gen_random_uuid()::text,
    now() - ($2::int - n) * interval '5 seconds'
  from generate_series(0, $2::int - 1) n
  join evaluation_item item on item.evaluation_id = ${evaluation} and item.position = 1 + n / 4`;

/** Seven of ten for the candidate. */
const insertJudgements = `
  insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value, detail,
    idempotency_key, created_at)
  select uuidv7(), $1, 'evaluation_item', item_id, 'support', 'human', rater_id, 'vote', jsonb_build_object('outcome', outcome),
    jsonb_build_object('slotId', id, 'verdict', case when outcome = 'tie' then 'tie' when outcome = left_arm then 'left' else 'right' end,
      'leftArm', left_arm, 'dwellMs', 4000, 'reasons', '[]'::jsonb, 'sequence', sequence, 'block', block, 'isRepeat', false,
      'isGold', false, 'shownAt', shown_at), 'vote:' || token, shown_at + interval '4 seconds'
  from (select *, (array['candidate', 'candidate', 'candidate', 'candidate', 'candidate', 'candidate', 'candidate', 'baseline',
          'baseline', 'tie'])[1 + (sequence * 7 + block) % 10] as outcome from vote_slot where evaluation_id = ${evaluation}) slot
  order by shown_at`;

const markVoted = `
  update vote_slot set state = 'voted', judgement_id = judgement.id from judgement
  where evaluation_id = ${evaluation} and judgement.project_id = $1 and judgement.idempotency_key = 'vote:' || token`;
