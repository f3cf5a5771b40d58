import { implement } from '@orpc/server';
import type { Selectable } from 'kysely';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError, versionConflict } from '#platform/http/attune-error.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { assessNeed } from './assess-need.ts';
import { briefContract } from './brief.contract.ts';
import { findBrief, insertAssessment, insertBrief, updateBrief } from './brief.queries.ts';
import type { BriefTable } from './need.tables.ts';

const api = implement(briefContract).$context<IncomingContext>().use(guard);

export const briefRouter = api.router({
  get: api.get.handler(async ({ context }) => {
    const row = await findBrief(context.db, context.project.id);
    return row ? present(row) : null;
  }),
  put: api.put.handler(async ({ context, input }) => {
    const { id } = context.project;
    const row =
      input.version === 0
        ? await insertBrief(context.db, id, input.brief, context.actor.ref)
        : await updateBrief(context.db, id, input.version, input.brief, context.actor.ref);
    if (!row) throw versionConflict('brief', id, (await findBrief(context.db, id))?.version ?? 0);
    await appendEvent(context.db, id, { kind: 'brief.changed', subjectKind: 'brief', subjectId: id });
    return present(row);
  }),
  assess: api.assess.handler(async ({ context }) => {
    const { id } = context.project;
    const row = await findBrief(context.db, id);
    if (!row)
      throw new AttuneError('brief_missing', 'There is no brief to assess yet.', {
        status: 409,
        remedy: 'Write the brief first: the reason, the problem, and what was tried.',
      });
    const result = assessNeed(row.body);
    const stored = await insertAssessment(context.db, id, row.version, result);
    await appendEvent(context.db, id, {
      kind: 'brief.assessed',
      subjectKind: 'brief',
      subjectId: id,
      payload: { verdict: result.verdict },
    });
    return { ...result, ...stored, briefVersion: row.version };
  }),
});

const present = (row: Selectable<BriefTable>) => ({
  ...row.body,
  version: row.version,
  updatedBy: row.updatedBy,
  updatedAt: row.updatedAt,
});
