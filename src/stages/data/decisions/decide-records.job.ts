import type { Selectable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { createPace } from '#platform/jobs/pace.ts';
import type { DecisionSetTable } from '../data.tables.ts';
import { lockRecordsOf } from '../datasets/reservation.queries.ts';
import { countsOf } from '../records/counts-of.ts';
import type { RecordFilters } from '../records/filter-records.queries.ts';
import {
  countMatching,
  decideOn,
  listNextDecided,
  listNextMatching,
  revertOfSet,
} from './decided-record.queries.ts';
import { getSetForWork, updateSet } from './decision-set.queries.ts';

type Set = Selectable<DecisionSetTable>;
type Work = Pick<Services, 'clock'>;

/** Locks are held for a moment, and progress is seen. */
const rowsPerCommit = 1_000;
const eventEveryMs = 300;

/** Carries a set out, or takes it back, some records a transaction. Killed, it goes on at its cursor. */
export const decideRecordsJob: JobDefinition<Services, { setId: string }> = {
  name: 'data.decide-records',
  async run(services, { setId }, signal) {
    const set = await getSetForWork(services.db, setId);
    await countOnce(services.db, set);
    const isDue = createPace(eventEveryMs);
    const next = () => services.db.transaction().execute(trx => decideSome(trx, services, setId, isDue));
    while (await next()) signal.throwIfAborted();
    countsOf(services).forget(set.projectId);
  },
  giveUp: async (services, { setId }, { code, message, remedy }) => {
    const error = JSON.stringify({ code, message, remedy: remedy ?? null });
    await services.db.transaction().execute(async trx => {
      const set = await getSetForWork(trx, setId, true);
      if (!isAtWork(set)) return;
      const endedAt = new Date(services.clock());
      await announce(trx, await updateSet(trx, setId, { state: 'failed', error, endedAt }), 'failed');
    });
  },
};

const isAtWork = ({ state }: Set): boolean => ['queued', 'running', 'undoing'].includes(state);

/** For the progress alone: how many there are is said by the walk. */
async function countOnce(db: Db, set: Set): Promise<void> {
  if (set.total !== null || set.state === 'undoing') return;
  const total = await countMatching(db, set.projectId, set.filter as RecordFilters, set.lastId);
  await updateSet(db, set.id, { total });
}

/** One step of the work in the caller's transaction; false when nothing is left to do. */
export async function decideSome(
  trx: Db,
  { clock }: Work,
  setId: string,
  isDue: () => boolean,
): Promise<boolean> {
  const set = await getSetForWork(trx, setId, true);
  if (!isAtWork(set)) return false;
  await lockRecordsOf(trx, set.projectId);
  const now = new Date(clock());
  const moved =
    set.state === 'undoing' ? await takeBackSome(trx, set, now) : await carryOutSome(trx, set, now);
  if (!isAtWork(moved)) await announce(trx, moved, moved.state);
  else if (isDue()) await announce(trx, moved, 'progress');
  return isAtWork(moved);
}

async function carryOutSome(trx: Db, set: Set, now: Date): Promise<Set> {
  const rows = await listNextMatching(trx, set, set.cursor, rowsPerCommit);
  const changing = rows.filter(({ isSo }) => !isSo);
  await decideOn(trx, set, changing);
  const [done, decided] = [set.done + rows.length, set.decided + changing.length];
  if (rows.length === rowsPerCommit)
    return updateSet(trx, set.id, { state: 'running', cursor: rows.at(-1)!.id, done, decided });
  return updateSet(trx, set.id, { state: 'done', cursor: null, total: done, done, decided, endedAt: now });
}

async function takeBackSome(trx: Db, set: Set, now: Date): Promise<Set> {
  const recordIds = await listNextDecided(trx, set.id, set.cursor, rowsPerCommit);
  if (recordIds.length > 0)
    await revertOfSet(trx, { setId: set.id, recordIds, revertedBy: set.undoneBy!, revertedAt: now });
  const undone = set.undone + recordIds.length;
  if (recordIds.length === rowsPerCommit)
    return updateSet(trx, set.id, { cursor: recordIds.at(-1)!, undone });
  return updateSet(trx, set.id, { state: 'undone', cursor: null, undone, endedAt: now });
}

const announce = (
  trx: Db,
  { id, projectId, number, action, total, done, decided, undone }: Set,
  what: string,
) =>
  appendEvent(trx, projectId, {
    kind: `decision_set.${what}`,
    subjectKind: 'decision_set',
    subjectId: id,
    payload: { number, action, total, done, decided, undone },
  });
