import { implement } from '@orpc/server';
import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { pageOf } from '#platform/http/page-of.ts';
import type { Payload, Split } from '../data.tables.ts';
import { presentVersion } from './present-version.ts';
import { versionDiffContract } from './version-diff.contract.ts';
import { countDiff, findFrozenBefore, listDiffRows } from './version-diff.queries.ts';
import { getVersion } from './version.queries.ts';

const api = implement(versionDiffContract).$context<IncomingContext>().use(guard);

export const versionDiffRouter = api.router({
  counts: api.counts.handler(async ({ context: { db, project }, input }) => {
    const { id, against, rows } = await findPair(db, project.id, input);
    if (!against) return { against: null, added: rows, removed: 0, changed: 0, moved: 0, same: 0 };
    return { against: presentVersion(against), ...(await countDiff(db, id, against.id)) };
  }),
  rows: api.rows.handler(async ({ context: { db, project }, input }) => {
    const { id, against } = await findPair(db, project.id, input);
    const pair = { id, againstId: against?.id ?? null };
    const found = await listDiffRows(db, pair, input.kind, Number(input.after ?? -1), input.limit + 1);
    return pageOf(found, input.limit, present, ({ position }) => position);
  }),
});

async function findPair(db: Db, projectId: string, wish: { id: string; against?: string | undefined }) {
  const version = await getFrozen(db, projectId, wish.id);
  const againstId = wish.against ?? (await findFrozenBefore(db, version.datasetId, version.n))?.id;
  const against = againstId === undefined ? undefined : await getFrozen(db, projectId, againstId);
  return { id: version.id, rows: (version.facts as { rows: number }).rows, against };
}

async function getFrozen(db: Db, projectId: string, id: string) {
  const version = await getVersion(db, projectId, id);
  if (version.state === 'frozen') return version;
  throw new AttuneError('dataset_not_frozen', `Version ${version.n} of ${version.dataset} is not frozen.`, {
    status: 409,
    fields: { id },
    remedy: 'Wait until it is frozen, or compare with another version.',
  });
}

const present = (row: Awaited<ReturnType<typeof listDiffRows>>[number]) => ({
  recordId: row.recordId,
  label: row.label,
  before: sideOf(row.splitBefore, row.payloadBefore),
  after: sideOf(row.splitAfter, row.payloadAfter),
});

const sideOf = (split: Split | null, payload: Payload | null) =>
  split && payload ? { split, messages: payload.messages, preference: payload.preference ?? null } : null;
