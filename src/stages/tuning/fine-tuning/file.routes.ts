import path from 'node:path';
import { implement } from '@orpc/server';
import { appendAudit } from '#platform/auth/audit.ts';
import type { Db } from '#platform/database/database.ts';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { openAiId, readOpenAiId } from '#platform/http/openai-id.ts';
import { fileContract } from './file.contract.ts';
import { deleteFile, type FileRow, findFile, findJobReading, listFiles } from './file.queries.ts';
import { toList } from './openai-list.ts';
import { presentFile } from './present-file.ts';
import { receiveFile } from './receive-file.ts';

const api = implement(fileContract).$context<IncomingContext>().use(guard);

export const fileRouter = api.router({
  create: api.create.handler(async ({ context, input }) => {
    const id = await receiveFile(context, input);
    return presentFile((await findFile(context.db, context.project.id, id))!);
  }),
  list: api.list.handler(async ({ context, input }) => {
    const { limit, order, purpose } = input;
    const after = input.after === undefined ? undefined : idOf(input.after);
    const query = { after, order, purpose, limit: limit + 1 };
    return toList(await listFiles(context.db, context.project.id, query), limit, presentFile);
  }),
  retrieve: api.retrieve.handler(async ({ context, input }) =>
    presentFile(await getFile(context.db, context.project.id, input.file)),
  ),
  delete: api.delete.handler(async ({ context, input }) => {
    const { db, project, services } = context;
    const { id, fileName } = await getFile(db, project.id, input.file, true);
    const job = await findJobReading(db, id);
    if (job) throw fileInUse(openAiId('ftjob', job));
    await deleteFile(db, id, new Date(services.clock()));
    await trace(context, 'file.deleted', id, fileName);
    return { id: openAiId('file', id), object: 'file' as const, deleted: true as const };
  }),
  content: api.content.handler(async ({ context, input }) => {
    const { id, fileName, digest, sizeBytes } = await getFile(context.db, context.project.id, input.file);
    await trace(context, 'file.exported', id, fileName);
    return { filename: path.basename(fileName), digest, bytes: sizeBytes };
  }),
});

type Context = { db: Db; actor: { ref: string }; project: { id: string } };

const trace = ({ db, actor, project }: Context, action: string, subjectId: string, fileName: string) =>
  appendAudit(db, {
    actor: actor.ref,
    action,
    projectId: project.id,
    subjectKind: 'file',
    subjectId,
    detail: { fileName },
  });

function idOf(text: string): string {
  const id = readOpenAiId('file', text);
  if (!id) throw notFound('file', text);
  return id;
}

/** By OpenAI's id; throws `not_found`. */
async function getFile(db: Db, projectId: string, text: string, lock = false): Promise<FileRow> {
  const found = await findFile(db, projectId, idOf(text), lock);
  if (!found) throw notFound('file', text);
  return found;
}

const fileInUse = (job: string) =>
  new AttuneError('file_in_use', `The job ${job} is still reading this file.`, {
    fields: { param: 'file', job },
    remedy: 'Wait until the job is queued, or cancel it.',
  });
