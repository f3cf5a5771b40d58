import type pg from 'pg';
import { newId } from '#platform/database/new-id.ts';
import { ago } from './fix-dates.ts';
import { shop } from './shop-texts.ts';

type Found = { project: string; base: string; modelVersion: string; datasetVersion: string };

const calls = 42;

/** The tuned model behind a name, what applications asked it, what came back of it, and a remote model beside it. */
export async function fillService(client: pg.Client, f: Found): Promise<{ call: string }> {
  const deployment = await insertDeployment(client, f);
  await insertRemote(client, f);
  const asked = await insertCalls(client, f, deployment);
  await insertFeedback(client, f, asked);
  for (const [name, scopes, used] of [
    ['web shop', '["chat","feedback.write"]', 6],
    ['nightly report', '["calls.read"]', 540],
  ])
    await client.query(
      `insert into api_key (id, name, prefix, hash, user_id, project_id, scopes, created_at, last_used_at)
       values ($1, $2, $3, $4, null, $5, $6, $7, $8)`,
      [
        newId(),
        name,
        `attune_${name === 'web shop' ? 'k7Qd' : 'p2Vw'}`,
        `none-${name}`,
        f.project,
        scopes,
        ago(60 * 40),
        ago(Number(used)),
      ],
    );
  return { call: asked[3]!.id };
}

/** For comparison: an untuned, larger model elsewhere. */
async function insertRemote(client: pg.Client, f: Found): Promise<void> {
  const remote = newId();
  await client.query(
    `insert into connection (id, project_id, name, kind, base_url, model, secret, reach, created_at)
     values ($1, $2, 'office-vllm', 'openai', 'http://10.0.0.12:8000/v1', 'qwen3-8b', 'kept', 'private', $3)`,
    [remote, f.project, ago(60 * 70)],
  );
  await client.query(
    `insert into deployment (id, project_id, name, targets, version, created_by, created_at) values ($1, $2, 'office', $3, 1, 'user:mara', $4)`,
    [
      newId(),
      f.project,
      JSON.stringify([{ kind: 'connection', connectionId: remote, systemPrompt: '', weight: 1 }]),
      ago(60 * 60),
    ],
  );
}

async function insertDeployment(client: pg.Client, f: Found): Promise<string> {
  const id = newId();
  const base = [{ kind: 'base', baseModelId: f.base, systemPrompt: shop.systemPrompt, weight: 1 }];
  const tuned = [
    { kind: 'version', modelVersionId: f.modelVersion, weight: 9 },
    { ...base[0], weight: 1 },
  ];
  await client.query(
    `insert into deployment (id, project_id, name, targets, version, created_by, created_at) values ($1, $2, 'desk', $3, 2, 'user:mara', $4)`,
    [id, f.project, JSON.stringify(tuned), ago(60 * 40)],
  );
  await client.query(
    `insert into deployment_revision (deployment_id, version, targets, created_by, created_at)
     values ($1, 1, $2, 'user:mara', $4), ($1, 2, $3, 'user:mara', $5)`,
    [id, JSON.stringify(base), JSON.stringify(tuned), ago(60 * 40), ago(60 * 20)],
  );
  await client.query(
    `insert into lineage_edge (project_id, from_kind, from_id, to_kind, to_id, relation) values ($1, 'model_version', $2, 'deployment', $3, 'served by')`,
    [f.project, f.modelVersion, id],
  );
  return id;
}

type Asked = { id: string; question: string; answer: string };

async function insertCalls(client: pg.Client, f: Found, deployment: string): Promise<Asked[]> {
  const { rows } = await client.query<{ messages: { role: string; content: string }[] }>(
    `select payload->'messages' as messages from dataset_row row join record_revision revision on revision.id = row.revision_id
     where row.version_id = $1 and split = 'validation' order by md5(payload::text) limit ${calls}`,
    [f.datasetVersion],
  );
  const asked: Asked[] = [];
  for (const [at, { messages }] of rows.entries()) {
    const question = messages.findLast(({ role }) => role === 'user')!.content;
    const answer = messages.findLast(({ role }) => role === 'assistant')!.content;
    const isCut = at % 17 === 5;
    const text = isCut ? answer.slice(0, 48) : answer;
    const total = 1_380 + ((at * 317) % 1_100);
    const startedAt = ago((rows.length - at) * 27 - 20);
    const id = newId();
    await client.query(
      `insert into interaction (id, project_id, deployment_id, target_kind, target_id, state, stream, request, response_text, finish_reason,
         prompt_tokens, completion_tokens, usage_source, first_token_ms, total_ms, started_at, ended_at)
       values ($1, $2, $3, 'version', $4, $5, true, $6, $7, $8, $9, $10, 'upstream', $11, $12, $13, $14)`,
      [
        id,
        f.project,
        deployment,
        f.modelVersion,
        isCut ? 'client_abort' : 'ok',
        JSON.stringify({ model: 'desk', stream: true, messages: [{ role: 'user', content: question }] }),
        text,
        isCut ? null : 'stop',
        38 + Math.round(question.length / 4),
        Math.round(text.length / 4),
        180 + ((at * 53) % 160),
        total,
        startedAt,
        new Date(startedAt.getTime() + total),
      ],
    );
    asked.push({ id, question, answer });
  }
  return asked.reverse();
}

/** Thumbs on some answers, corrections of others; two of the proposals are decided. */
async function insertFeedback(client: pg.Client, f: Found, asked: Asked[]): Promise<void> {
  const said = asked.slice(0, 14).map((call, at) => {
    if (at % 5 === 3) return { ...call, kind: 'correction', value: correctionOf(call.answer) };
    return { ...call, kind: 'thumb', value: at % 4 === 2 ? 'down' : 'up' };
  });
  for (const [at, { id, kind, value, question, answer }] of said.toReversed().entries()) {
    const judgement = newId();
    const actor = kind === 'correction' ? ['human', 'user:suhe'] : ['end_user', `end_user:guest-${310 + at}`];
    const createdAt = ago((said.length - at) * 26);
    await client.query(
      `insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value, detail, created_at)
       values ($1, $2, 'interaction', $3, $4, $5, $6, 'feedback', $7, $8, $9)`,
      [
        judgement,
        f.project,
        id,
        kind,
        ...actor,
        JSON.stringify(value),
        JSON.stringify({
          givenBy: 'key',
          digest: judgement,
          ...(value === 'down' ? { comment: 'not what I asked' } : {}),
        }),
        createdAt,
      ],
    );
    if (value === 'up' && at % 3 !== 0) continue;
    const promotion = newId();
    const shape = kind === 'correction' ? 'sft' : 'kto';
    const payload = {
      prompt: [{ role: 'user', content: question }],
      answer: kind === 'correction' ? value : answer,
      rejected: null,
      desirable: kind === 'thumb' ? value === 'up' : null,
    };
    await client.query(
      `insert into promotion (id, project_id, judgement_id, interaction_id, shape, state, payload, reviewed_by, reviewed_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        promotion,
        f.project,
        judgement,
        id,
        shape,
        at < 1 ? 'rejected' : 'proposed',
        JSON.stringify(payload),
        at < 1 ? 'user:mara' : null,
        at < 1 ? ago(12) : null,
        createdAt,
      ],
    );
    await client.query(
      `insert into lineage_edge (project_id, from_kind, from_id, to_kind, to_id, relation) values
         ($1, 'interaction', $2, 'judgement', $3, 'judged by'), ($1, 'judgement', $3, 'promotion', $4, 'promoted by')`,
      [f.project, id, judgement, promotion],
    );
  }
}

const correctionOf = (answer: string): string =>
  /\p{Script=Han}/u.test(answer)
    ? answer.replace(/。([^。]*)。$/u, '，款项当天原路退回。$1。')
    : answer.replace(/\. ([^.]*)\.$/, '. I have put a note on your order. $1.');
