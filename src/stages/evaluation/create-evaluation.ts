import { createHash, randomInt } from 'node:crypto';
import type * as z from 'zod';
import { newId } from '#platform/database/new-id.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { addEdges } from '#platform/lineage/lineage.ts';
import type { Message } from '#stages/data/data.tables.ts';
import { getBaseModel, getModelVersion } from '#stages/models/index.ts';
import { chooseHiddenNames } from './answers/choose-hidden-names.ts';
import type { GenerateAnswersJob } from './answers/generate-answers.job.ts';
import { type createEvaluationSchema, type Design, samplingSchema } from './evaluation.contract.ts';
import { type EvaluationRow, insertEvaluation, insertItems } from './evaluation.queries.ts';
import type { Ports, TestRow } from './ports.ts';
import { minimumDecisiveVotes } from './statistics/decide-verdict.ts';
import { newPromptsPerRepeat } from './voting/plan-block.ts';

type Request = z.output<typeof createEvaluationSchema>;
type Parts = { ports: Ports; job: GenerateAnswersJob };

/**
 * Registers an evaluation: prompts, arms, plan, rules and seed are written before any answer exists, and the answers are
 * generated in the background. Nothing of it can be changed later; another design is another evaluation.
 */
export async function createEvaluation(
  context: RequestContext,
  { ports, job }: Parts,
  request: Request,
): Promise<EvaluationRow> {
  const { db, project } = context;
  const candidate = await getModelVersion(db, project.id, request.candidateVersionId);
  const baseline = await getBaseModel(db, request.baselineBaseModelId ?? candidate.baseModelId);
  const prompts = splitRows(await ports.listTestRows(db, project.id, request.datasetVersionId));
  if (prompts.length === 0) throw noTestPrompts(request.datasetVersionId);
  const subject = [project.systemPrompt, ...prompts.flatMap(({ prompt, reference }) => [prompt, reference])];
  const hiddenNames = chooseHiddenNames([candidate.name, baseline.name, baseline.slug], subject);
  const evaluation = await insertEvaluation(db, {
    id: newId(),
    projectId: project.id,
    number: await nextNumber(db, project.id, 'evaluation'),
    name: request.name ?? candidate.name,
    baselineBaseModelId: baseline.id,
    candidateVersionId: candidate.id,
    datasetVersionId: request.datasetVersionId,
    promptSetDigest: digestPrompts(prompts),
    plannedVotes: request.plannedVotes ?? request.votesPerPrompt * prompts.length,
    design: JSON.stringify(freezeDesign(request, hiddenNames, project.systemPrompt)),
    seed: request.seed ?? randomInt(2 ** 31),
    state: 'preparing',
    progress: JSON.stringify({ done: 0, total: prompts.length * 2, phase: 'answers' }),
    metrics: 'null',
    createdBy: context.actor.ref,
  });
  await insertItems(
    db,
    prompts.map((prompt, position) => ({ ...prompt, id: newId(), evaluationId: evaluation.id, position })),
  );
  await announce(context, evaluation);
  await context.services.jobs.enqueue(db, job, { evaluationId: evaluation.id });
  return evaluation;
}

async function announce({ db, project }: RequestContext, evaluation: EvaluationRow): Promise<void> {
  const to = { kind: 'evaluation', id: evaluation.id };
  await addEdges(db, project.id, [
    { from: { kind: 'model_version', id: evaluation.candidateVersionId }, to, relation: 'evaluated by' },
    { from: { kind: 'dataset_version', id: evaluation.datasetVersionId }, to, relation: 'prompts of' },
  ]);
  const payload = { number: evaluation.number, name: evaluation.name };
  await appendEvent(db, project.id, {
    kind: 'evaluation.created',
    subjectKind: 'evaluation',
    subjectId: evaluation.id,
    payload,
  });
}

function freezeDesign(request: Request, hiddenNames: string[], systemPrompt: string): Design {
  return {
    tiePolicy: request.tiePolicy,
    stopRule: request.stopRule,
    alpha: 0.05,
    minimumDecisiveVotes,
    votesPerPrompt: request.votesPerPrompt,
    repeatEvery: newPromptsPerRepeat,
    minimumDwellMs: request.minimumDwellMs,
    sampling: samplingSchema.parse(request.sampling),
    systemPrompt,
    hiddenNames,
    plan: request.plannedVotes === undefined ? 'all pairs' : 'given',
  };
}

/** The last answer is the reference, what comes before it the prompt. A row without a question and an answer is no prompt. */
function splitRows(rows: readonly TestRow[]) {
  return rows.flatMap(row => {
    const turns = row.messages.filter(message => message.role !== 'system');
    const reference = turns.at(-1);
    const prompt: Message[] = turns.slice(0, -1);
    if (reference?.role !== 'assistant' || prompt.at(-1)?.role !== 'user') return [];
    const { recordId, revisionId, label, groupKey: cluster } = row;
    return [
      { recordId, revisionId, label, cluster, prompt: JSON.stringify(prompt), reference: reference.content },
    ];
  });
}

function digestPrompts(prompts: readonly { revisionId: string; prompt: string }[]): string {
  const lines = prompts.map(({ revisionId, prompt }) => `${revisionId} ${prompt}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

const noTestPrompts = (datasetVersionId: string) =>
  new AttuneError(
    'no_test_prompts',
    'The test split of this dataset version holds no question with an answer.',
    {
      fields: { datasetVersionId },
      remedy: 'Choose a dataset version with a test split (small sets: 70/15/15).',
    },
  );
