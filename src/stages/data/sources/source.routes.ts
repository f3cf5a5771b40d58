import { implement } from '@orpc/server';
import type { Selectable } from 'kysely';
import { appendEvent } from '#platform/events/append-event.ts';
import type { Db } from '#platform/database/database.ts';
import { AttuneError, versionConflict } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { byId, pageOf } from '#platform/http/page-of.ts';
import type { SourceTable } from '../data.tables.ts';
import { type Source, sourceContract } from './source.contract.ts';
import { getSource, insertSource, listSources, updateSource } from './source.queries.ts';

const api = implement(sourceContract).$context<IncomingContext>().use(guard);

export const sourceRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const rows = await listSources(context.db, context.project.id, input.after, input.limit + 1);
    return pageOf(rows, input.limit, present, byId);
  }),
  create: api.create.handler(async ({ context, input }) => {
    const { project: _project, ...source } = input;
    const made = await insertSource(context.db, context.project.id, source, context.actor.ref);
    if (!made) throw nameTaken(source.name);
    await announce(context.db, context.project.id, 'source.created', made.id);
    return present(made);
  }),
  get: api.get.handler(async ({ context, input }) =>
    present(await getSource(context.db, context.project.id, input.id)),
  ),
  update: api.update.handler(async ({ context, input }) => {
    const { project: _project, id, version, ...change } = input;
    const before = await getSource(context.db, context.project.id, id);
    const updated = await updateSource(context.db, id, version, change);
    if (!updated) throw versionConflict('source', id, before.version);
    await announce(context.db, context.project.id, 'source.changed', id);
    return present(updated);
  }),
});

const announce = (db: Db, projectId: string, kind: string, subjectId: string) =>
  appendEvent(db, projectId, { kind, subjectKind: 'source', subjectId });

const nameTaken = (name: string) =>
  new AttuneError('source_exists', `The project has a source "${name}" already.`, {
    status: 409,
    fields: { name },
    remedy: 'Import into that source, or choose another name.',
  });

const present = ({ recordCount, ...row }: Selectable<SourceTable>): Source => ({
  ...row,
  piiPolicy: row.piiPolicy as Source['piiPolicy'],
  grade: row.grade as Source['grade'],
  records: recordCount,
});
