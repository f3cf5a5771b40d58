import { implement } from '@orpc/server';
import type { Db } from '#platform/database/database.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { byId, pageOf } from '#platform/http/page-of.ts';
import { datasetContract } from './dataset.contract.ts';
import { getDataset, getDatasetByName, insertDataset, listDatasets } from './dataset.queries.ts';
import { presentVersion } from './present-version.ts';
import { requestVersion } from './request-version.ts';
import { getVersion, listLatestVersions, listVersionRows, listVersions } from './version.queries.ts';

const api = implement(datasetContract).$context<IncomingContext>().use(guard);

export const datasetRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const rows = await listDatasets(context.db, context.project.id, input.after, input.limit + 1);
    const page = pageOf(rows, input.limit, row => row, byId);
    return { ...page, items: await present(context.db, page.items) };
  }),
  create: api.create.handler(async ({ context, input }) => {
    const { db, project } = context;
    const made = await insertDataset(db, project.id, input.name);
    const dataset = made ?? (await getDatasetByName(db, project.id, input.name));
    return (await present(db, [dataset]))[0]!;
  }),
  freeze: api.freeze.handler(async ({ context, input }) =>
    presentVersion(await requestVersion(context, input.id, input.recipe)),
  ),
  versions: api.versions.handler(async ({ context, input }) => {
    const { id } = await getDataset(context.db, context.project.id, input.id);
    const rows = await listVersions(
      context.db,
      id,
      input.after === undefined ? undefined : Number(input.after),
      input.limit + 1,
    );
    return pageOf(rows, input.limit, presentVersion, ({ n }) => n);
  }),
  version: api.version.handler(async ({ context, input }) =>
    presentVersion(await getVersion(context.db, context.project.id, input.id)),
  ),
  rows: api.rows.handler(async ({ context, input }) => {
    const { id } = await getVersion(context.db, context.project.id, input.id);
    const rows = await listVersionRows(
      context.db,
      id,
      input.split,
      Number(input.after ?? -1),
      input.limit + 1,
    );
    return pageOf(
      rows,
      input.limit,
      ({ position: _position, ...row }) => row,
      ({ position }) => position,
    );
  }),
});

type Row = { id: string; name: string; createdAt: Date };

async function present(db: Db, rows: Row[]) {
  const latest = await listLatestVersions(
    db,
    rows.map(({ id }) => id),
  );
  const byDataset = new Map(latest.map(version => [version.datasetId, presentVersion(version)]));
  return rows.map(({ id, name, createdAt }) => ({ id, name, createdAt, latest: byDataset.get(id) ?? null }));
}
