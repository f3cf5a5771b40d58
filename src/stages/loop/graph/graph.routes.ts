import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { resolveObject } from '../lineage/resolve-object.ts';
import { walkLineage } from '../lineage/walk-lineage.ts';
import { drawGraph } from './draw-graph.ts';
import { graphContract } from './graph.contract.ts';

const api = implement(graphContract).$context<IncomingContext>().use(guard);
const depth = 10;

export const graphRouter = api.router({
  get: api.get.handler(async ({ context: { db, project }, input: { focus } }) => {
    if (!focus) return drawGraph(db, project.id, undefined);
    const at = focus.indexOf(':');
    const [kind, id] = at < 0 ? ['any', focus] : [focus.slice(0, at), focus.slice(at + 1)];
    const object = await resolveObject(db, project.id, kind === 'call' ? 'interaction' : kind, id);
    const walk = (direction: 'up' | 'down') => walkLineage(db, project.id, object, direction, depth);
    const [up, down] = await Promise.all([walk('up'), walk('down')]);
    return drawGraph(db, project.id, { kind: object.kind, id: object.id, name: object.name, up, down });
  }),
});
