import { sql } from 'kysely';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { answerTextOf, type Values } from './crawl.ts';
import { type Fact, shownTo } from './facts.ts';
import type { Scene } from './build-scene.ts';
import { anyMark, armNumbers } from './write-answers.ts';

/** Everything in the house that somebody must not see, with the rights that show it. Before the end nobody sees an answer and whose it is. */
export async function listFacts(scene: Scene, isClosed: boolean): Promise<Fact[]> {
  const { desk, other, base, version, run, connections, server } = scene;
  const of =
    (rights: Fact['shownTo']) =>
    (what: string, ...signs: Fact['sign'][]) =>
      signs.map((sign): Fact => ({ what, sign, project: desk, shownTo: rights }));
  const model = of([...shownTo.model, 'organization']);
  const vote = of([...shownTo.vote, 'organization']);
  return [
    ...model('the base model', base.id, base.slug, base.name, base.digest, 'kestrel-weights', 'kestrelarch'),
    ...model('the tuned version', version.id, version.name, version.digest, '7e3p1a7e'),
    ...of([...shownTo.run, 'organization'])('the run', run.id, run.name, 'runs/orchid'),
    ...connections.flatMap(({ id, name, secret }) => [
      ...of([...shownTo.connection, 'organization'])('a connection', id, name),
      ...of(shownTo.nobody)("a connection's secret", secret),
    ]),
    ...of([...shownTo.connection, 'organization'])('a remote model', /heron-(weights|host|server|print|id)-/),
    ...of([...shownTo.connection, 'organization'])(
      "a remote model's address",
      new URL(scene.upstreams.urls.left).host,
    ),
    ...vote('numbers that one arm has', armNumbers),
    ...vote('which arm is which', /"(?:leftarm|arm|baseline|candidate|outcome|candidateside)"/),
    ...of(isClosed ? ['evaluation.read', 'organization'] : shownTo.nobody)(answerTextOf, anyMark),
    ...(await listRows(scene, vote)),
    ...(await listPeople(scene)),
    ...[other.id, other.slug].map((sign): Fact => ({
      what: 'another project',
      sign,
      project: other,
      shownTo: [...shownTo.colleague, 'vote', 'label', 'chat', 'feedback.write', 'organization'],
    })),
    { what: 'where the data lies', sign: server.dataDir, project: null, shownTo: ['organization'] },
    { what: "the installation's secret", sign: readSecrets(server.dataDir), project: null, shownTo: [] },
    { what: "the owner's key", sign: server.key, project: null, shownTo: [] },
  ];
}

type Make = (what: string, ...signs: Fact['sign'][]) => Fact[];

async function listRows({ database: { db }, evaluation, desk }: Scene, vote: Make): Promise<Fact[]> {
  const slots = await db
    .selectFrom('voteSlot')
    .select(['id', 'token'])
    .where('evaluationId', '=', evaluation.id)
    .limit(40)
    .execute();
  const items = await db
    .selectFrom('evaluationItem')
    .select(['id', 'reference'])
    .where('evaluationId', '=', evaluation.id)
    .limit(40)
    .execute();
  const judgements = await db
    .selectFrom('judgement')
    .select('id')
    .where('projectId', '=', desk.id)
    .limit(40)
    .execute();
  return [
    ...vote("somebody's slot", ...slots.map(slot => slot.id)),
    ...vote("somebody's vote", ...judgements.map(judgement => judgement.id)),
    ...vote('an item of the evaluation', ...items.map(item => item.id)),
    ...items.map(({ reference }): Fact => ({
      what: 'a reference answer',
      sign: reference,
      project: desk,
      shownTo: [...shownTo.reference, 'organization'],
    })),
  ];
}

/** Each person's and application's own name is left out where they are the ones who ask. */
async function listPeople({ database: { db }, desk }: Scene): Promise<Fact[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    email: string;
  }>`select id, name, email from "user"`.execute(db);
  return rows.flatMap(({ id, name, email }) =>
    [id, email, ...(name.includes(' ') ? [name] : [])].map((sign): Fact => ({
      what: 'a colleague',
      sign,
      project: desk,
      shownTo: [...shownTo.colleague, 'organization'],
    })),
  );
}

const readSecrets = (dataDir: string): string => readFileSync(path.join(dataDir, 'secret'), 'utf8').trim();

/** Ids, numbers and names of two objects of every kind, for paths and bodies. */
export async function listValues(scene: Scene): Promise<Values> {
  const {
    database: { db },
    desk,
    other,
    evaluation,
    base,
    version,
    run,
  } = scene;
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'id' and data_type = 'uuid' and table_name <> 'api_key'`.execute(
    db,
  );
  const ids: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{
      id: string;
    }>`select id from ${sql.table(name)} order by id desc limit 2`.execute(db);
    ids.push(...rows.map(row => row.id));
  }
  const { rows: people } = await sql<{ id: string }>`select id from "user" limit 3`.execute(db);
  return {
    projects: [desk.slug, desk.id, other.slug, 'nowhere'],
    evaluations: [String(evaluation.number), evaluation.id, '999'],
    kinds: ['any', 'evaluation', 'model_version', 'run', 'record', 'judgement', 'person', 'dataset_version'],
    others: [
      run.id,
      '41',
      version.name,
      version.id,
      base.slug,
      'counter-left',
      'counts',
      '1',
      ...people.map(each => each.id),
      ...ids,
    ],
    models: [
      'counter-left',
      `${desk.slug}/counter-right`,
      'counter-broken',
      version.name,
      base.slug,
      'heron-left',
      'none',
    ],
  };
}
