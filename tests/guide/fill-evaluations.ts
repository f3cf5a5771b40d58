import type pg from 'pg';
import { newId } from '#platform/database/new-id.ts';
import { ago } from './fix-dates.ts';
import { people, shop, untuned } from './shop-texts.ts';

type Found = { project: string; datasetVersion: string; base: string; modelVersion: string };
type Row = { record: string; revision: string; question: string; answer: string; label: string };

const raters = people.map(({ id }) => `user:${id}`);

/** One evaluation that has come to its end, and one in which the voting has just begun. */
export async function fillEvaluations(client: pg.Client, found: Found): Promise<void> {
  const rows = await testRows(client, found.datasetVersion);
  await insertEvaluation(client, found, rows, {
    number: 1,
    name: 'A first look',
    perPair: 2,
    votes: 24,
    since: 60 * 46,
  });
  await insertEvaluation(client, found, rows, {
    number: 2,
    name: 'Does our voice win?',
    perPair: 3,
    votes: Infinity,
    since: 60 * 44,
  });
}

type Plan = { number: number; name: string; perPair: number; votes: number; since: number };

async function testRows(client: pg.Client, version: string): Promise<Row[]> {
  const { rows } = await client.query<{
    record: string;
    revision: string;
    label: string;
    payload: { messages: { role: string; content: string }[] };
  }>(
    `select row.record_id as record, row.revision_id as revision, coalesce(record.label, '') as label, payload
     from dataset_row row join record_revision revision on revision.id = row.revision_id join record on record.id = row.record_id
     where row.version_id = $1 and row.split = 'test' order by md5(payload::text)`,
    [version],
  );
  return rows.map(({ payload, ...row }) => ({
    ...row,
    question: payload.messages.findLast(({ role }) => role === 'user')!.content,
    answer: payload.messages.findLast(({ role }) => role === 'assistant')!.content,
  }));
}

async function insertEvaluation(client: pg.Client, f: Found, rows: Row[], plan: Plan): Promise<void> {
  const id = newId();
  const isOver = plan.votes === Infinity;
  const opened = plan.since - 12;
  await client.query(
    `insert into evaluation (id, project_id, number, name, baseline_base_model_id, candidate_version_id, dataset_version_id, planned_votes,
       design, seed, state, progress, metrics, error, created_by, created_at, opened_at, closed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 7, $10, $11, $12, 'null', 'user:mara', $13, $14, $15)`,
    [
      id,
      f.project,
      plan.number,
      plan.name,
      f.base,
      f.modelVersion,
      f.datasetVersion,
      rows.length * plan.perPair,
      JSON.stringify({ ...design, votesPerPrompt: plan.perPair }),
      isOver ? 'closed' : 'open',
      JSON.stringify({ done: rows.length * 2, total: rows.length * 2, phase: 'answers' }),
      JSON.stringify(metricsOf(rows)),
      ago(plan.since),
      ago(opened),
      isOver ? ago(opened - 60 * 22) : null,
    ],
  );
  const items = [];
  for (const [position, row] of rows.entries()) items.push(await insertItem(client, id, position, row));
  await insertVotes(client, f.project, { evaluation: id, items, plan, opened });
  await client.query(
    `insert into lineage_edge (project_id, from_kind, from_id, to_kind, to_id, relation) values
       ($1, 'model_version', $2, 'evaluation', $4, 'evaluated by'), ($1, 'dataset_version', $3, 'evaluation', $4, 'prompts of')`,
    [f.project, f.modelVersion, f.datasetVersion, id],
  );
}

const design = {
  tiePolicy: 'half',
  stopRule: 'planned_votes',
  alpha: 0.05,
  minimumDecisiveVotes: 50,
  votesPerPrompt: 1,
  repeatEvery: 20,
  minimumDwellMs: 1_500,
  sampling: { temperature: 0, topP: 1, maxTokens: 160, seed: null },
  systemPrompt: shop.systemPrompt,
  hiddenNames: [],
  plan: 'all pairs',
};

const metricsOf = (rows: Row[]) => ({
  isVerdict: false,
  rows: rows.length,
  heldOutLoss: { baseline: 2.914, candidate: 1.263, tokens: rows.length * 66 },
  heldOutLossError: null,
  chrf: { baseline: 17.8, candidate: 38.4 },
});

async function insertItem(
  client: pg.Client,
  evaluation: string,
  position: number,
  row: Row,
): Promise<string> {
  const id = newId();
  await client.query(
    `insert into evaluation_item (id, evaluation_id, position, record_id, revision_id, prompt, reference, label, cluster)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      evaluation,
      position,
      row.record,
      row.revision,
      JSON.stringify([{ role: 'user', content: row.question }]),
      row.answer,
      row.label,
      row.record,
    ],
  );
  const language = /\p{Script=Han}/u.test(row.question) ? 'zh' : 'en';
  const answers = { baseline: untuned[language][position % 3]!, candidate: row.answer };
  for (const [arm, text] of Object.entries(answers))
    await client.query(
      `insert into evaluation_answer (item_id, arm, text, prompt_tokens, completion_tokens, finish_reason, latency_ms, created_at)
       values ($1, $2, $3, 41, $4, 'stop', 900, $5)`,
      [id, arm, text, Math.round(text.length / 4), ago(100)],
    );
  return id;
}

type Votes = { evaluation: string; items: string[]; plan: Plan; opened: number };

/** Whose turn it is goes round; what they say follows fixed shares, not fixed people. */
async function insertVotes(client: pg.Client, project: string, { evaluation, items, plan, opened }: Votes) {
  const total = Math.min(items.length * plan.perPair, plan.votes);
  for (let n = 0; n < total; n++) {
    const at = n % items.length;
    const rater = raters[(at + Math.floor(n / items.length)) % raters.length]!;
    const outcome = outcomes[(n * 37 + at * 11) % outcomes.length]!;
    const leftArm = ((n * 2_654_435_761) >>> 13) % 2 === 0 ? 'baseline' : 'candidate';
    const shownAt = ago(opened - (n * (60 * 20)) / total / (plan.votes === Infinity ? 1 : 20));
    const slot = newId();
    const judgement = newId();
    const detail = {
      slotId: slot,
      verdict: verdictOf(outcome, leftArm),
      leftArm,
      dwellMs: 5_200 + (n % 9) * 700,
      reasons: outcome === 'candidate' && n % 3 === 0 ? ['tone'] : [],
      sequence: n,
      block: 1,
      isRepeat: false,
      isGold: false,
      shownAt,
    };
    await client.query(
      `insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value, detail, idempotency_key, created_at)
       values ($1, $2, 'evaluation_item', $3, 'support', 'human', $4, 'vote', $5, $6, $7, $8)`,
      [
        judgement,
        project,
        items[at],
        rater,
        JSON.stringify({ outcome }),
        JSON.stringify(detail),
        `vote:${slot}`,
        shownAt,
      ],
    );
    await client.query(
      `insert into vote_slot (id, evaluation_id, item_id, rater_id, sequence, block, left_arm, is_repeat, is_gold, token, state, judgement_id, shown_at)
       values ($1, $2, $3, $4, $5, 1, $6, false, false, $1::uuid::text, 'voted', $7, $8)`,
      [slot, evaluation, items[at], rater, n, leftArm, judgement, shownAt],
    );
  }
}

const outcomes = [
  ...Array<string>(31).fill('candidate'),
  ...Array<string>(7).fill('baseline'),
  ...Array<string>(3).fill('tie'),
  'both_bad',
  'skip',
];

const verdictOf = (outcome: string, leftArm: string): string =>
  outcome === 'candidate' || outcome === 'baseline' ? (outcome === leftArm ? 'left' : 'right') : outcome;
