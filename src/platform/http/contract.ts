import { oc } from '@orpc/contract';
import * as z from 'zod';
import type { Access } from '#platform/auth/permissions.ts';

/**
 * What every endpoint says of itself beside its route: who may call it (without it nobody may), and whether its answer
 * is a secret that is shown once, which no idempotency key may keep.
 */
export type EndpointMeta = { access?: Access; answersSecret?: true };

/**
 * The start of every contract: `endpoint('data.read', 'GET', '/projects/{project}/sources', 'List sources')`.
 * An endpoint with a project permission has `project` (id or slug) in its path and input.
 */
export const endpoint = (
  access: Access,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: `/${string}`,
  summary: string,
) =>
  oc
    .$meta<EndpointMeta>({})
    .meta({ access })
    .route({
      method,
      path,
      summary,
      tags: [path.replace('/projects/{project}', '').split('/')[1] || 'projects'],
    });

/** A project by its id or slug, as in a path. */
export const projectRef = z.object({ project: z.string().min(1).describe('Project id or slug') });
export const idInProject = projectRef.extend({ id: z.uuid() });

/** Lists are read by keyset: pass `next` of the last page as `after`. */
export const pageQuery = z.object({
  after: z.string().optional().describe('`next` of the page before'),
  limit: z.int().min(1).max(500).default(50),
});
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('null on the last page') });

/** A moment: a Date on both sides, an ISO string on the wire. */
export const timestamp = z.coerce.date<Date>();
