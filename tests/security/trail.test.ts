import { beforeAll, describe, expect, test } from 'vitest';
import { contract, createRouter } from '#apps/server/program.ts';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { callRoute } from './call-route.ts';
import { type Filled, fillProject } from './fill-project.ts';
import { listRoutes } from './list-routes.ts';
import { installation } from './open-server.ts';
import { type Example, projectExamples } from './route-examples.ts';

const ofProject = (name: string): Example => projectExamples[name]!;

/** Changes of rights, releases, exports and deletions, and what leads to secrets or other machines: each leaves an entry. */
const audited: Record<string, { action: string; example?: Example }> = {
  'system.keys.create': { action: 'key.create', example: () => ({ name: 'n', scopes: ['chat'] }) },
  'system.keys.own.create': { action: 'key.create', example: () => ({ name: 'n' }) },
  'system.makeLoginLink': { action: 'member.link', example: () => ({}) },
  'system.members.invite': {
    action: 'member.invite',
    example: () => ({ email: 'new@x.example', name: 'New' }),
  },
  'system.members.makeLink': { action: 'member.link', example: of => ({ userId: of.member }) },
  'system.members.update': {
    action: 'member.update',
    example: of => ({ userId: of.member, organizationRole: 'admin' }),
  },
  'system.setName': { action: 'member.rename', example: () => ({ name: 'Renamed' }) },
  'system.setPassword': { action: 'password.set', example: () => ({ newPassword: 'correct horse battery' }) },
  'need.projects.create': { action: 'project.create', example: () => ({ slug: 'new', name: 'New' }) },
  'need.projects.update': { action: 'project.update' },
  'need.projects.members.put': { action: 'member.put' },
  'models.connections.create': { action: 'connection.create' },
  'models.connections.update': { action: 'connection.update' },
  'models.exports.create': { action: 'model.exported' },
  'data.imports.rejectFile': { action: 'import.rejects_exported' },
  'serving.deployments.create': { action: 'deployment.created' },
  'serving.deployments.update': { action: 'deployment.updated' },
  'serving.deployments.rollback': {
    action: 'deployment.rolled_back',
    example: of => ({ project: of.slug, deployment: of.deployment, version: 3, to: 1 }),
  },
  'system.keys.revoke': { action: 'key.revoke', example: of => ({ id: of.key }) },
  'models.connections.remove': { action: 'connection.remove' },
  'need.projects.members.remove': { action: 'member.remove' },
  'system.members.remove': { action: 'member.remove', example: of => ({ userId: of.member }) },
};

/** Need files of their own; tested where they are (key.revoke of one's own: rights.test.ts). */
const auditedElsewhere = ['models.bases.register', 'system.keys.own.revoke'];

/** Writes that keep their own history (revisions, states, append-only judgements, events) and change no right, release or export. */
const withoutEntry = [
  'need.brief.put',
  'need.brief.assess',
  'data.sources.create',
  'data.sources.update',
  'data.imports.create',
  'data.imports.preview',
  'data.records.revert',
  'data.decisionSets.create',
  'data.decisionSets.revert',
  'data.cleaningRuns.create',
  'data.datasets.create',
  'data.datasets.freeze',
  'tuning.runs.create',
  'tuning.runs.preflight',
  'tuning.runs.pause',
  'tuning.runs.resume',
  'tuning.runs.cancel',
  'evaluation.evaluations.create',
  'evaluation.evaluations.retry',
  'evaluation.evaluations.close',
  'evaluation.votes.next',
  'evaluation.votes.cast',
  'evaluation.votes.undo',
  'feedback.promotions.propose',
  'feedback.promotions.edit',
  'feedback.promotions.accept',
  'feedback.promotions.reject',
  'feedback.promotions.undo',
  'feedback.promotions.review',
  'loop.runs.plan',
  'loop.runs.start',
  'loop.example.start',
];

let services: TestServices;
let mine: Filled;

beforeAll(async () => {
  services = await createTestServices();
  const baseId = newId();
  await services.pool.query(
    `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
     values ($1, 'base', 'Base', 'p', 'd', 'LlamaForCausalLM', 1, 64, 'apache-2.0', 'starter')`,
    [baseId],
  );
  mine = await fillProject(services, baseId, { slug: 'alpha', number: 11 });
});

test('every route that writes or exports is known here: it leaves an entry, or says why not', () => {
  const writes = listRoutes(contract).filter(({ method, name }) => method !== 'GET' || audited[name]);
  const known = [...Object.keys(audited), ...auditedElsewhere, ...withoutEntry];
  expect(writes.map(route => route.name).sort()).toEqual(known.sort());
});

describe('the trail', () => {
  test.each(Object.entries(audited))(
    'has an entry of %s, with who and what',
    async (name, { action, example }) => {
      const actor = { ...services.owner, session: { id: 's', startedAt: new Date() } };
      const client = services.callerOf(createRouter(installation), actor);
      const before = await services.db.selectFrom('audit').select('id').execute();
      const outcome = await callRoute(client, name, (example ?? ofProject(name))(mine));
      expect(outcome.code).toBeUndefined();
      const entries = await services.db.selectFrom('audit').selectAll().orderBy('id').execute();
      const added = entries.filter(entry => !before.some(({ id }) => id === entry.id));
      expect(added).toMatchObject([
        { action, actor: services.owner.ref, subjectId: expect.stringMatching(/./) },
      ]);
      expect(JSON.stringify(added)).not.toMatch(/attune_[\w-]{40}|token=|correct horse/);
    },
  );
});
