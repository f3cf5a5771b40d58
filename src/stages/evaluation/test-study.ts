import type { AttuneError } from '#platform/http/attune-error.ts';
import type { Actor } from '#platform/auth/actor.ts';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices, type TestOptions } from '../../../tests/database/test-services.ts';
import { createEvaluationStage } from './create-stage.ts';
import type { Ports, TestRow } from './ports.ts';

/** The evaluation stage on a real database, with models that answer by rule. Only for tests. */
export async function createTestStudy(rows: number, ports: Partial<Ports> = {}, options: TestOptions = {}) {
  const services = await createTestServices(options);
  const ids = { base: newId(), version: newId(), dataset: newId(), datasetVersion: newId() };
  const project = await services.newProject();
  await insertModels(services.pool, project, ids);
  const stage = createEvaluationStage({ ...fakePorts(ids, rows), ...ports });
  const evaluations = services.callerOf(stage.router.evaluations);
  const wish = { project, candidateVersionId: ids.version, datasetVersionId: ids.datasetVersion };
  return {
    services,
    stage,
    ids,
    project,
    evaluations,
    /** Registers an evaluation and runs its job. */
    async open(
      request: {
        votesPerPrompt?: number;
        plannedVotes?: number;
        seed?: number;
        minimumDwellMs?: number;
      } = {},
    ) {
      const created = await evaluations.create({ seed: 7, ...wish, ...request });
      await services.runJobs(stage.jobs as never);
      return evaluations.get({ project, evaluation: created.id });
    },
    create: () => evaluations.create({ seed: 7, ...wish }),
    /** What the queue does when the job failed as often as it may. */
    giveUp: (evaluationId: string, error: AttuneError) =>
      stage.jobs[0]!.giveUp(services, { evaluationId } as never, error),
    runJobs: () => services.runJobs(stage.jobs as never),
    /** A voter's door to one evaluation, by its number. */
    rater(evaluation: { number: number }, actor: Actor = services.owner, idempotencyKey?: string) {
      const votes = services.callerOf(stage.router.votes, actor, idempotencyKey);
      const reference = { project, evaluation: String(evaluation.number) };
      return {
        next: () => votes.next(reference),
        undo: () => votes.undo(reference),
        cast: (token: string, verdict: Verdict, dwellMs = 4_000) =>
          votes.cast({ ...reference, token, verdict, dwellMs }),
      };
    },
    /** As somebody reads it who does not vote. */
    result: (evaluation: { number: number }) =>
      services
        .callerOf(stage.router.evaluations, readerOf(services.owner))
        .result({ project, evaluation: String(evaluation.number) }),
  };
}

export type TestStudy = Awaited<ReturnType<typeof createTestStudy>>;
type Verdict = 'left' | 'right' | 'tie' | 'both_bad' | 'skip';

export const annotator = (project: string, name: string): Actor => ({
  ref: `user:${name}`,
  userId: name,
  keyId: null,
  organizationRole: 'member',
  projectRoles: new Map([[project, 'annotator']]),
  scopes: null,
  projectId: null,
});

/** Somebody with all rights of the owner who is another person. */
export const readerOf = (owner: Actor): Actor => ({ ...owner, ref: 'user:reader', userId: 'reader' });

/** Baseline answers start with "Plain", tuned ones with "Warm", so that a scripted voter can tell them by their words. */
export const plain = (question: string) => `Plain answer to: ${question}`;
export const warm = (question: string) => `Warm answer to: ${question}`;

type Ids = { base: string; version: string; dataset: string; datasetVersion: string };

function fakePorts(ids: Ids, rows: number): Ports {
  return {
    listTestRows: async () => Array.from({ length: rows }, (_, i) => testRow(i)),
    async generate({ target, messages }) {
      const question = messages.at(-1)!.content;
      const text = target.kind === 'base' ? plain(question) : warm(question);
      return { text, promptTokens: 12, completionTokens: 9, finishReason: 'stop', latencyMs: 40.4 };
    },
    score: async () => ({ baseline: 1.85, candidate: 1.2, tokens: 900 }),
  };
}

function testRow(i: number): TestRow {
  return {
    recordId: newId(),
    revisionId: newId(),
    label: i % 2 ? 'delivery' : 'refund',
    groupKey: `group-${i}`,
    messages: [
      { role: 'user', content: `Question ${i}?` },
      { role: 'assistant', content: `Warm answer to: Question ${i}!` },
    ],
  };
}

async function insertModels(
  pool: { query(text: string, values: unknown[]): Promise<unknown> },
  project: string,
  ids: Ids,
) {
  await pool.query(
    `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
     values ($1, 'starter', 'Starter 135M', 'model', 'd', 'llama', 135000000, 8192, 'apache-2.0', 'starter')`,
    [ids.base],
  );
  await pool.query(
    `insert into model_version (id, project_id, name, number, base_model_id, base_digest, adapter_digest, files,
       template_digest, system_prompt, sampling) values ($1, $2, 'orchid-7', 1, $3, 'd', 'd', '{}', 'd', '', '{}')`,
    [ids.version, project, ids.base],
  );
  await pool.query(`insert into dataset (id, project_id, name) values ($1, $2, 'support')`, [
    ids.dataset,
    project,
  ]);
  await pool.query(
    `insert into dataset_version (id, dataset_id, project_id, n, state, recipe, created_by)
     values ($1, $2, $3, 1, 'frozen', '{}', 'test')`,
    [ids.datasetVersion, ids.dataset, project],
  );
}
