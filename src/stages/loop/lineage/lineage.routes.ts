import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { pageOf } from '#platform/http/page-of.ts';
import { lineageContract } from './lineage.contract.ts';
import { listNeighbours } from './link.queries.ts';
import { nameNodes } from './name-nodes.ts';
import { kindOf } from './node-kinds.ts';
import { resolveObject } from './resolve-object.ts';
import { walkLineage } from './walk-lineage.ts';

const api = implement(lineageContract).$context<IncomingContext>().use(guard);

export const lineageRouter = api.router({
  get: api.get.handler(async ({ context: { db, project }, input }) => {
    const { kind, id, name, detail } = await resolveObject(db, project.id, input.kind, input.id);
    const walk = (direction: 'up' | 'down') =>
      input.direction === 'both' || input.direction === direction
        ? walkLineage(db, project.id, { kind, id }, direction, input.depth)
        : null;
    const [up, down] = await Promise.all([walk('up'), walk('down')]);
    return { kind, id, name, detail, up, down };
  }),
  list: api.list.handler(async ({ context: { db, project }, input }) => {
    const object = await resolveObject(db, project.id, input.kind, input.id);
    const of = kindOf(input.of) ?? input.of;
    const page = { of, after: input.after ?? '', limit: input.limit + 1 };
    const found = await listNeighbours(db, project.id, object, input.direction, page);
    const { items: ids, next } = pageOf(found, input.limit, id => id, String);
    const items = await nameNodes(db, project.id, of, ids);
    return { items: items.map(item => ({ kind: of, ...item })), next };
  }),
});
