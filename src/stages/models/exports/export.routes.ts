import { openAsBlob } from 'node:fs';
import { implement } from '@orpc/server';
import type { Selectable } from 'kysely';
import { notFound } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { getModelVersion } from '../versions/model-version.queries.ts';
import { exportContract, type ModelExport } from './export.contract.ts';
import { getExport, listExports } from './export.queries.ts';
import type { ModelExportTable } from './export.tables.ts';
import { requestExport } from './request-export.ts';

const api = implement(exportContract).$context<IncomingContext>().use(guard);

export const exportRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { id } = await getModelVersion(context.db, context.project.id, input.id);
    return { items: (await listExports(context.db, id)).map(present) };
  }),
  create: api.create.handler(async ({ context, input }) => present(await requestExport(context, input))),
  get: api.get.handler(async ({ context, input }) =>
    present(await getExport(context.db, context.project.id, input.id)),
  ),
  // A blob on a file is read as it goes out: a model never lies in memory.
  file: api.file.handler(async ({ context, input }) => {
    const { files } = await getExport(context.db, context.project.id, input.id);
    const found = files.find(({ name }) => name === input.name);
    if (!found) throw notFound('file of the export', input.name);
    const blob = await openAsBlob(context.services.store.pathOf(found.digest), {
      type: 'application/octet-stream',
    });
    return new File([blob], found.name, { type: 'application/octet-stream' });
  }),
});

const present = ({ projectId: _project, ...row }: Selectable<ModelExportTable>): ModelExport => row;
