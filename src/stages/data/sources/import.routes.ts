import { implement } from '@orpc/server';
import type { Selectable } from 'kysely';
import { appendAudit } from '#platform/auth/audit.ts';
import type { Db } from '#platform/database/database.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { byId, pageOf } from '#platform/http/page-of.ts';
import type { ImportBatchTable, ImportRejectTable } from '../data.tables.ts';
import type { RejectCode } from '../formats/reject.ts';
import { type Import, importContract } from './import.contract.ts';
import { getImport, listImportDuplicates, listImports, listRejects } from './import.queries.ts';
import { previewImport } from './preview-import.ts';
import { requestImport } from './request-import.ts';

const api = implement(importContract).$context<IncomingContext>().use(guard);

export const importRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const rows = await listImports(
      context.db,
      context.project.id,
      { source: input.source, before: input.after },
      input.limit + 1,
    );
    return pageOf(rows, input.limit, present, byId);
  }),
  create: api.create.handler(async ({ context, input }) => {
    const { project: _project, ...wish } = input;
    return present(await requestImport(context, wish));
  }),
  preview: api.preview.handler(({ context, input }) => {
    const { project: _project, ...wish } = input;
    return previewImport(context, wish);
  }),
  get: api.get.handler(async ({ context, input }) =>
    present(await getImport(context.db, context.project.id, input.id)),
  ),
  rejects: api.rejects.handler(async ({ context, input }) => {
    const { id } = await getImport(context.db, context.project.id, input.id);
    const rows = await listRejects(context.db, id, Number(input.after ?? 0), input.limit + 1);
    return pageOf(rows, input.limit, presentReject, byLine);
  }),
  rejectFile: api.rejectFile.handler(async ({ context, input }) => {
    const { id, number } = await getImport(context.db, context.project.id, input.id);
    const lines = await readRejectLines(context.db, id);
    await appendAudit(context.db, {
      actor: context.actor.ref,
      action: 'import.rejects_exported',
      projectId: context.project.id,
      subjectKind: 'import',
      subjectId: id,
      detail: { rows: lines.length },
    });
    return new File(lines, `import-${number}-rejects.jsonl`, { type: 'application/jsonl' });
  }),
  duplicates: api.duplicates.handler(async ({ context, input }) => {
    const { id } = await getImport(context.db, context.project.id, input.id);
    const rows = await listImportDuplicates(context.db, id, Number(input.after ?? 0), input.limit + 1);
    return pageOf(rows, input.limit, ({ batchId: _batch, ...row }) => row, byLine);
  }),
});

const byLine = ({ line }: { line: number }) => line;

const presentReject = ({ batchId: _batch, ...row }: Selectable<ImportRejectTable>) => ({
  ...row,
  code: row.code as RejectCode,
});

async function readRejectLines(db: Db, id: string): Promise<string[]> {
  const lines: string[] = [];
  for (let after = 0; ;) {
    const rows = await listRejects(db, id, after, 1_000);
    lines.push(...rows.map(({ batchId: _batch, ...row }) => `${JSON.stringify(row)}\n`));
    if (rows.length < 1_000) return lines;
    after = rows.at(-1)!.line;
  }
}

const present = ({
  mapping: _mapping,
  mappingHash: _hash,
  lineDone: _line,
  createdBy: _by,
  projectId: _project,
  ...row
}: Selectable<ImportBatchTable>): Import => ({
  ...row,
  error: row.error as Import['error'],
});
