import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { countsOf } from '../records/counts-of.ts';
import { listKnownRecords } from '../records/record.queries.ts';
import { getSource } from '../sources/source.queries.ts';
import { decideRecordsJob, decideSome } from './decide-records.job.ts';
import type { DecisionFilter, SetAction } from './decision-set.contract.ts';
import { getSet, getSetForWork, insertSet, updateSet } from './decision-set.queries.ts';

type Wish = { action: SetAction; reason: string; filter: DecisionFilter };

/** Records named by their ids are few and decided at once; a query is left to the background, however many it meets. */
export async function requestDecisionSet(context: RequestContext, wish: Wish) {
  const { db, project, actor } = context;
  if (wish.filter.source !== undefined) await getSource(db, project.id, wish.filter.source);
  await assertRecords(db, project.id, wish.filter.ids ?? []);
  const set = await insertSet(db, project.id, { ...wish, createdBy: actor.ref });
  return start(context, set.id, wish.filter.ids !== undefined);
}

async function assertRecords(db: Db, projectId: string, ids: string[]): Promise<void> {
  const there = new Set(await listKnownRecords(db, projectId, ids));
  const missing = ids.find(id => !there.has(id));
  if (missing) throw notFound('record', missing);
}

/** What was taken back stays so; a set that is still being carried out stops where it is. */
export async function revertDecisionSet(context: RequestContext, id: string) {
  const { db, project, actor } = context;
  const set = await getSet(db, project.id, id, true);
  if (set.state === 'undoing' || set.state === 'undone') return set;
  await updateSet(db, id, {
    state: 'undoing',
    cursor: null,
    error: null,
    endedAt: null,
    undoneBy: actor.ref,
  });
  return start(context, id, (set.filter as DecisionFilter).ids !== undefined);
}

async function start({ db, project, services, afterCommit }: RequestContext, setId: string, atOnce: boolean) {
  await appendEvent(db, project.id, {
    kind: 'decision_set.started',
    subjectKind: 'decision_set',
    subjectId: setId,
  });
  afterCommit(() => countsOf(services).forget(project.id));
  if (atOnce) await decideSome(db, services, setId, () => false);
  else await services.jobs.enqueue(db, decideRecordsJob, { setId });
  return getSetForWork(db, setId);
}
