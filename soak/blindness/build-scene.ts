import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { embeddedAddress } from '#platform/database/connect.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { permissions } from '#platform/auth/permissions.ts';
import { silentLog } from '#platform/logging/log.ts';
import { insertAnswer } from '#stages/evaluation/answers/answer.queries.ts';
import { insertBaseModel } from '#stages/models/bases/base.queries.ts';
import { insertModelVersion } from '#stages/models/index.ts';
import { insertRun, updateRun } from '#stages/tuning/runs/run.queries.ts';
import type { Random } from '../../bench/seeded-random.ts';
import type { ServerProcess } from '../../tests/end-to-end/server-process.ts';
import { inventRow } from '../invent-text.ts';
import { type ArmUpstreams } from './arm-upstream.ts';
import { knock, parseBody } from './knock.ts';
import { anonymous, invitePerson, makeApplication, type Principal, type Project } from './principals.ts';
import { openStem, writePair } from './write-answers.ts';

/** A house with everything in it that a voter must not learn. */
export type Scene = {
  server: ServerProcess;
  database: Database;
  desk: Project;
  other: Project;
  base: { id: string; slug: string; name: string; digest: string };
  version: { id: string; name: string; digest: string };
  run: { id: string; name: string };
  connections: { id: string; name: string; secret: string }[];
  upstreams: ArmUpstreams;
  datasetVersionId: string;
  evaluation: { id: string; number: number };
  principals: Principal[];
  owner: string;
  ask<Body>(method: string, path: string, body?: unknown): Promise<Body>;
};

export type People = (scene: Pick<Scene, 'principals'>, name: string) => Principal;
export const personNamed: People = ({ principals }, name) => {
  const found = principals.find(each => each.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};

export async function buildScene(
  server: ServerProcess,
  upstreams: ArmUpstreams,
  { pairs, everybody, random }: { pairs: number; everybody: boolean; random: Random },
): Promise<Scene> {
  const owner = `Bearer ${server.key}`;
  const ask = async <Body>(method: string, where: string, body?: unknown) =>
    parseBody<Body>(
      await knock(server.origin, {
        method,
        path: `/api/v1${where}`,
        headers: { authorization: owner },
        body,
      }),
    );
  const database = openDatabase(
    embeddedAddress(findPostgresHome(path.resolve(server.dataDir)).socketDir),
    silentLog,
    4,
  );
  const desk = await makeProject(ask, 'lampdesk', 'Lamp desk');
  const other = await makeProject(ask, 'ferrycabin', 'Ferry cabin');
  const datasetVersionId = await makeDataset(server, owner, ask, desk, pairs);
  const models = await makeModels(database, ask, desk, datasetVersionId, upstreams);
  const principals = await makePrincipals(server.origin, owner, desk, other, everybody);
  const scene = {
    server,
    database,
    desk,
    other,
    datasetVersionId,
    principals,
    owner,
    ask,
    upstreams,
    ...models,
  };
  const evaluation = await openEvaluation(scene, random, { votesPerPrompt: 3 }, openStem);
  return { ...scene, evaluation };
}

type Ask = Scene['ask'];

async function makeProject(ask: Ask, slug: string, name: string): Promise<Project> {
  const { id } = await ask<{ id: string }>('POST', '/projects', { slug, name });
  return { id, slug };
}

/** Nearly all rows go into the test split: they are the questions of the vote. */
async function makeDataset(server: ServerProcess, owner: string, ask: Ask, desk: Project, pairs: number) {
  const where = `/projects/${desk.slug}`;
  const source = await ask<{ id: string }>('POST', `${where}/sources`, {
    name: 'harbour mail',
    origin: 'own',
  });
  const rows = Array.from({ length: pairs + Math.ceil(pairs / 50) + 8 }, (_, n) => inventRow(`row ${n}`));
  const upload = await fetch(`${server.origin}/api/v1/artifacts`, {
    method: 'POST',
    headers: { authorization: owner },
    body: rows.join('\n'),
  });
  const { digest } = (await upload.json()) as { digest: string };
  const wish = { sourceId: source.id, fileDigest: digest, fileName: 'mail.jsonl' };
  const started = await ask<{ id: string }>('POST', `${where}/imports`, wish);
  await until(
    'the import',
    async () => (await ask<{ state: string }>('GET', `${where}/imports/${started.id}`)).state === 'done',
  );
  const dataset = await ask<{ id: string }>('POST', `${where}/datasets`, { name: 'harbour' });
  const recipe = { split: { train: 1, validation: 0, test: 99 }, reserved: 'exclude' };
  const version = await ask<{ id: string }>('POST', `${where}/datasets/${dataset.id}/versions`, { recipe });
  await until(
    'the dataset version',
    async () =>
      (await ask<{ state: string }>('GET', `${where}/dataset-versions/${version.id}`)).state === 'frozen',
  );
  return version.id;
}

/** A base and a version that were trained elsewhere, a run that is over, two remote models under one name. */
async function makeModels(
  { db }: Database,
  ask: Ask,
  desk: Project,
  datasetVersionId: string,
  upstreams: ArmUpstreams,
) {
  const base = { slug: 'kestrel-base-9b', name: 'Kestrel Base 9B', digest: 'ba5e'.repeat(16) };
  const plain = {
    path: '/srv/kestrel-weights',
    ggufPath: null,
    ggufDigest: null,
    architecture: 'kestrelarch',
  };
  const { id: baseModelId } = (await insertBaseModel(db, {
    ...base,
    ...plain,
    parameters: 9_000_000,
    contextTokens: 2_048,
    license: 'apache-2.0',
    languages: ['en'],
    origin: 'local',
  }))!;
  const run = { id: newId(), name: 'orchid-run-warm' };
  await insertRun(db, {
    ...run,
    projectId: desk.id,
    number: 41,
    datasetVersionId,
    baseModelId,
    config: { method: 'lora' },
    versions: {},
    systemPrompt: '',
    directory: 'runs/orchid',
    preflight: null,
    createdBy: 'user:somebody',
  } as never);
  const version = { name: 'orchid-tuned-v7', digest: 'adap7e4'.repeat(9) };
  const { id: versionId } = await insertModelVersion(db, {
    projectId: desk.id,
    name: version.name,
    baseModelId,
    baseDigest: base.digest,
    adapterDigest: version.digest,
    files: {},
    templateDigest: '7e3p1a7e'.repeat(8),
    systemPrompt: '',
    sampling: { temperature: 0, topP: 1, maxTokens: 96, seed: null },
    runId: run.id,
  });
  await updateRun(db, run.id, {
    state: 'done',
    modelVersionId: versionId,
    startedAt: new Date(),
    endedAt: new Date(),
  });
  const connections = [];
  for (const [arm, baseUrl] of Object.entries(upstreams.urls)) {
    const wish = {
      name: `heron-${arm}`,
      baseUrl,
      model: `heron-weights-${arm}`,
      secret: `sk-heron-${arm}-secret`,
    };
    const { id } = await ask<{ id: string }>('POST', `/projects/${desk.slug}/connections`, wish);
    connections.push({ id, name: wish.name, secret: wish.secret });
    const targets = [{ kind: 'connection', connectionId: id, weight: 1 }];
    await ask('POST', `/projects/${desk.slug}/deployments`, { name: `counter-${arm}`, targets });
  }
  const targets = [{ kind: 'version', modelVersionId: versionId, weight: 1 }];
  await ask('POST', `/projects/${desk.slug}/deployments`, { name: 'counter-own', targets });
  return { base: { ...base, id: baseModelId }, version: { ...version, id: versionId }, run, connections };
}

async function makePrincipals(
  origin: string,
  owner: string,
  desk: Project,
  other: Project,
  everybody: boolean,
): Promise<Principal[]> {
  const invite = (
    name: string,
    role: 'admin' | 'member',
    projects: [Project, 'manager' | 'engineer' | 'annotator' | 'agent'][],
  ) =>
    invitePerson(origin, owner, {
      name,
      email: `${name.toLowerCase().replaceAll(' ', '.')}@heronworks.example`,
      role,
      projects: new Map(projects.map(([project, each]) => [project.id, each])),
    });
  const invitations: Parameters<typeof invite>[] = [
    ['Ann Annotator', 'member', [[desk, 'annotator']]],
    ['Bea Annotator', 'member', [[desk, 'annotator']]],
    ['Gus Agent', 'member', [[desk, 'agent']]],
    ['Otto Outsider', 'member', []],
    ['Cid Elsewhere', 'member', [[other, 'annotator']]],
    ['Mia Manager', 'member', [[desk, 'manager']]],
    ['Eva Engineer', 'member', [[desk, 'engineer']]],
    ['Ada Admin', 'admin', []],
  ];
  const principals = [anonymous];
  for (const invitation of everybody ? invitations : invitations.slice(0, 3))
    principals.push(...(await invite(...invitation)));
  for (const permission of everybody ? permissions : (['vote', 'chat'] as const))
    principals.push(await makeApplication(origin, owner, [permission], desk));
  if (everybody) principals.push(await makeApplication(origin, owner, ['vote'], undefined));
  return principals;
}

/** Registers an evaluation and puts both arms' answers in while its job waits for them. */
export async function openEvaluation(
  scene: Omit<Scene, 'evaluation'>,
  random: Random,
  wish: { votesPerPrompt?: number; plannedVotes?: number },
  stem: string,
): Promise<Scene['evaluation']> {
  const { ask, database, desk, version, datasetVersionId } = scene;
  const where = `/projects/${desk.slug}/evaluations`;
  const made = await database.db.transaction().execute(async trx => {
    // The job asks which answers are missing, and waits here until all of them are there.
    await (await import('kysely')).sql`lock table evaluation_answer in access exclusive mode`.execute(trx);
    const { id, number } = await ask<{ id: string; number: number }>('POST', where, {
      candidateVersionId: version.id,
      datasetVersionId,
      seed: 7,
      sampling: { maxTokens: 96 },
      ...wish,
    });
    const items = await trx
      .selectFrom('evaluationItem')
      .select(['id', 'position'])
      .where('evaluationId', '=', id)
      .orderBy('position')
      .execute();
    for (const item of items) {
      const pair = writePair(stem, item.position, random);
      await insertAnswer(trx, item.id, 'baseline', pair.baseline);
      await insertAnswer(trx, item.id, 'candidate', pair.candidate);
    }
    return { id, number };
  });
  await until(
    'the evaluation',
    async () => (await ask<{ state: string }>('GET', `${where}/${made.id}`)).state === 'open',
  );
  return made;
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 180_000; performance.now() < end; await sleep(100))
    if (await condition()) return;
  throw new Error(`${what} did not come to its end within three minutes`);
}
