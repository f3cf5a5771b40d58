import { implement } from '@orpc/server';
import type { Selectable } from 'kysely';
import { appendEvent } from '#platform/events/append-event.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { byId, pageOf } from '#platform/http/page-of.ts';
import { getProject } from '#stages/need/index.ts';
import type { CleaningRunTable } from '../data.tables.ts';
import { listClusters } from '../duplicates/duplicate.queries.ts';
import { presentDecision } from '../records/present-record.ts';
import { cleanRecordsJob } from './clean-records.job.ts';
import { type CleaningRun, cleaningRunContract } from './cleaning-run.contract.ts';
import { getCleaningRun, insertCleaningRun, listCleaningRuns } from './cleaning-run.queries.ts';
import { listDecisions } from './decision.queries.ts';
import type { Recipe } from './recipe.ts';

const api = implement(cleaningRunContract).$context<IncomingContext>().use(guard);

export const cleaningRunRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const rows = await listCleaningRuns(context.db, context.project.id, input.after, input.limit + 1);
    return pageOf(rows, input.limit, present, byId);
  }),
  create: api.create.handler(async ({ context, input }) => {
    const { db, project, actor, services } = context;
    const { languages } = await getProject(db, project.id);
    const run = await insertCleaningRun(
      db,
      project.id,
      withLanguages(input.recipe, languages as string[]),
      actor.ref,
    );
    await appendEvent(db, project.id, {
      kind: 'cleaning.queued',
      subjectKind: 'cleaning_run',
      subjectId: run.id,
      payload: { number: run.number },
    });
    await services.jobs.enqueue(db, cleanRecordsJob, { cleaningRunId: run.id });
    return present(run);
  }),
  get: api.get.handler(async ({ context, input }) =>
    present(await getCleaningRun(context.db, context.project.id, input.id)),
  ),
  decisions: api.decisions.handler(async ({ context, input }) => {
    const { id } = await getCleaningRun(context.db, context.project.id, input.id);
    const rows = await listDecisions(context.db, id, input, input.after, input.limit + 1);
    return pageOf(
      rows,
      input.limit,
      row => ({ ...presentDecision(row), preview: row.preview, externalId: row.externalId }),
      byId,
    );
  }),
  clusters: api.clusters.handler(async ({ context, input }) => {
    const { id } = await getCleaningRun(context.db, context.project.id, input.id);
    const rows = await listClusters(context.db, id, input.method, input.after, input.limit + 1);
    return pageOf(rows, input.limit, row => row, byId);
  }),
});

/** Where a recipe names no language, the project's are kept. Stored so, because a project may change. */
function withLanguages(recipe: Recipe, languages: string[]): Recipe {
  const { language } = recipe.operators;
  if (language === false || language.languages.length > 0) return recipe;
  return { ...recipe, operators: { ...recipe.operators, language: { ...language, languages } } };
}

const present = ({
  projectId: _project,
  createdBy: _by,
  cursor: _cursor,
  ...row
}: Selectable<CleaningRunTable>): CleaningRun => ({
  ...row,
  error: row.error as CleaningRun['error'],
});
