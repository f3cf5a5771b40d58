import { beforeAll, describe, expect, test } from 'vitest';
import { listEdges } from '#platform/lineage/lineage.ts';
import { modelsRouter } from '#stages/models/index.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { servingRouter } from '../index.ts';
import { chooseTarget } from './choose-target.ts';

let services: TestServices;
let project: string;
beforeAll(async () => {
  services = await createTestServices();
  project = await services.newProject();
});

const deployments = () => services.callerOf(servingRouter).deployments;

async function connect(name: string) {
  const wish = { project, name, baseUrl: 'http://127.0.0.1:9/v1', model: name };
  const { id } = await services.callerOf(modelsRouter).connections.create(wish);
  return { kind: 'connection' as const, connectionId: id, systemPrompt: '', weight: 1 };
}

describe('a deployment', () => {
  test('points somewhere, then elsewhere, and back; each step stays in its history', async () => {
    const [first, second] = [await connect('first'), await connect('second')];
    const made = await deployments().create({ project, name: 'desk', targets: [first] });
    const moved = await deployments().update({
      project,
      deployment: 'desk',
      version: made.version,
      targets: [second],
    });
    expect(moved).toMatchObject({ version: 2, targets: [second] });
    const back = await deployments().rollback({ project, deployment: 'desk', version: 2 });
    expect(back).toMatchObject({ version: 3, targets: [first] });
    const { items } = await deployments().revisions({ project, deployment: made.id });
    expect(items.map(each => [each.version, each.targets])).toEqual([
      [3, [first]],
      [2, [second]],
      [1, [first]],
    ]);
    const up = await listEdges(services.db, project, { kind: 'deployment', id: made.id }, 'up', 10);
    expect(up.map(edge => edge.from.id).sort()).toEqual([first.connectionId, second.connectionId].sort());
  });

  test('changed by two at once tells the second one', async () => {
    const made = await deployments().create({ project, name: 'twice', targets: [await connect('third')] });
    await deployments().update({ project, deployment: 'twice', version: made.version, state: 'stopped' });
    const late = deployments().update({ project, deployment: 'twice', version: made.version, state: 'live' });
    await expect(late).rejects.toMatchObject({ code: 'version_conflict' });
  });

  test('has a name of its own and targets of its own project', async () => {
    const target = await connect('fourth');
    await deployments().create({ project, name: 'taken', targets: [target] });
    const again = deployments().create({ project, name: 'taken', targets: [target] });
    await expect(again).rejects.toMatchObject({ code: 'name_taken' });
    const elsewhere = await services.newProject();
    const foreign = deployments().create({ project: elsewhere, name: 'foreign', targets: [target] });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    const unweighted = deployments().create({ project, name: 'none', targets: [{ ...target, weight: 0 }] });
    await expect(unweighted).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

test('users are spread by weight, and each stays where it is', () => {
  const targets = [
    { name: 'a', weight: 3 },
    { name: 'b', weight: 1 },
    { name: 'never', weight: 0 },
  ];
  const users = Array.from({ length: 4_000 }, (_, n) => `user-${n}`);
  const chosen = users.map(user => chooseTarget(targets, 'salt', user).name);
  expect(users.map(user => chooseTarget(targets, 'salt', user).name)).toEqual(chosen);
  const share = chosen.filter(name => name === 'a').length / users.length;
  expect(share).toBeGreaterThan(0.72);
  expect(share).toBeLessThan(0.78);
  expect(chosen).not.toContain('never');
  const other = users.map(user => chooseTarget(targets, 'other salt', user).name);
  expect(other).not.toEqual(chosen);
});
