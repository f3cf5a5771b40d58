import { implement } from '@orpc/server';
import { notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { auditContract } from './audit.contract.ts';
import { listAudit } from './audit.ts';

const api = implement(auditContract).$context<IncomingContext>().use(guard);

export const auditRouter = api.router({
  list: api.list.handler(async ({ context, input }) => {
    const { after, limit, project: reference, ...filter } = input;
    const project = reference === undefined ? undefined : await findProject(context.db, reference);
    if (reference !== undefined && !project) throw notFound('project', reference);
    const found = await listAudit(context.db, { ...filter, projectId: project?.id }, after, limit + 1);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)!.id : null };
  }),
});
