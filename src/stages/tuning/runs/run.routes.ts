import path from 'node:path';
import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { readTail } from '../training/read-tail.ts';
import { findKept, runFolderOf } from '../training/run-folder.ts';
import { controlRun } from './control-run.ts';
import { createRun } from './create-run.ts';
import { presentRun, presentRuns } from './present-run.ts';
import { previewRun } from './preview-run.ts';
import { listCheckpoints, listRunEvents } from './run-event.queries.ts';
import { runContract } from './run.contract.ts';
import { getRun, listRuns } from './run.queries.ts';

const api = implement(runContract).$context<IncomingContext>().use(guard);

export const runRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const before = input.after === undefined ? undefined : Number(input.after);
    const rows = await listRuns(context.db, context.project.id, before, input.limit + 1);
    const items = await presentRuns(context.db, rows.slice(0, input.limit));
    return { items, next: rows.length > input.limit ? String(items.at(-1)!.number) : null };
  }),
  create: api.create.handler(async ({ context, input }) =>
    presentRun(context.db, await createRun(context, input)),
  ),
  preflight: api.preflight.handler(({ context, input }) => previewRun(context, input)),
  get: api.get.handler(async ({ context, input }) =>
    presentRun(context.db, await getRun(context.db, context.project.id, input.run)),
  ),
  events: api.events.handler(async ({ context, input }) => {
    const { id } = await getRun(context.db, context.project.id, input.run);
    const query = { after: Number(input.after ?? 0), limit: input.limit + 1, type: input.type };
    const found = await listRunEvents(context.db, id, query);
    const items = found.slice(0, input.limit);
    return { items, next: found.length > input.limit ? String(items.at(-1)!.seq) : null };
  }),
  checkpoints: api.checkpoints.handler(async ({ context, input }) => {
    const { id, directory } = await getRun(context.db, context.project.id, input.run);
    const saved = await listCheckpoints(context.db, id);
    const isKept = await findKept(runFolderOf(context.services, directory));
    return { items: saved.map(each => ({ ...each, isKept: isKept(each.path) })) };
  }),
  log: api.log.handler(async ({ context, input }) => {
    const { directory } = await getRun(context.db, context.project.id, input.run);
    const file = path.join(runFolderOf(context.services, directory), 'engine.log');
    return { lines: await readTail(file, input.lines) };
  }),
  pause: api.pause.handler(async ({ context, input }) =>
    presentRun(context.db, await controlRun(context, input.run, 'pause')),
  ),
  resume: api.resume.handler(async ({ context, input }) =>
    presentRun(context.db, await controlRun(context, input.run, 'resume')),
  ),
  cancel: api.cancel.handler(async ({ context, input }) =>
    presentRun(context.db, await controlRun(context, input.run, 'cancel')),
  ),
});
