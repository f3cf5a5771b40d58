import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { listEdges } from '#platform/lineage/lineage.ts';
import { tuningJobs } from './index.ts';
import { recipeOfRun, wishOfRun } from './runs/recipe-of-run.ts';
import { recipeSchema } from './runs/recipe.ts';
import type { Run } from './runs/run.contract.ts';
import type { Stage } from './runs/training-plan.ts';
import { writeOutPlan } from './runs/write-out-plan.ts';
import { drawDetails } from './terminal/draw-run.ts';
import { createTestTuning, type TestTuning } from './test-tuning.ts';

let tuning: TestTuning;
let other: string;
const lamps = Array.from({ length: 3 }, (_, i) => ({
  id: `lamp-${i}`,
  messages: [
    { role: 'user', content: `Which bulb ${i}?` },
    { role: 'assistant', content: `E${i}.` },
  ],
}));
beforeEach(async () => {
  tuning = await createTestTuning({ systemPrompt: 'Be kind.' });
  other = await tuning.addVersion(lamps);
});

const folderOf = (run: Run) => path.join(tuning.services.config.dataDir, 'runs', run.id);
const specOf = (run: Run) => JSON.parse(readFileSync(path.join(folderOf(run), 'run.json'), 'utf8'));
const both = () => ({ dataset: [{ name: 'orders' }, { name: 'lamps', version: other, weight: 2 }] });

describe('a run of several data sets', () => {
  test('gets the rows of all of them, and its engine their names and weights', async () => {
    const run = await tuning.create({ ...both(), mixing: { temperature: 2 } });
    expect(
      readdirSync(folderOf(run))
        .filter(name => name.endsWith('.jsonl') && name !== 'events.jsonl')
        .toSorted(),
    ).toEqual([
      'task-1-train.jsonl',
      'task-1-validation.jsonl',
      'task-2-train.jsonl',
      'task-2-validation.jsonl',
    ]);
    const { data, dataset, mixing } = specOf(run);
    expect([dataset, mixing]).toEqual([undefined, undefined]);
    expect(data).toEqual({
      temperature: 2,
      tasks: [
        { name: 'orders', weight: 1, train: 'task-1-train.jsonl', validation: 'task-1-validation.jsonl' },
        { name: 'lamps', weight: 2, train: 'task-2-train.jsonl', validation: 'task-2-validation.jsonl' },
      ],
    });
    const lines = readFileSync(path.join(folderOf(run), 'task-2-train.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map(line => JSON.parse(line).messages[0].content)).toEqual([
      'Be kind.',
      'Be kind.',
      'Be kind.',
    ]);
    expect(run.preflight).toMatchObject({
      rows: { train: 7 },
      tasks: [{ name: 'orders' }, { name: 'lamps' }],
    });
    const { sample } = run.config as { sample: { prompts: { id: string }[] } };
    expect(sample.prompts.map(({ id }) => id)).toEqual(['row-0', 'lamp-0']);
  });

  test('came of all of them, and can be wished for again', async () => {
    const created = await tuning.create(both());
    await tuning.services.runJobs(tuningJobs);
    const run = await tuning.get(created);
    expect(run).toMatchObject({ state: 'done', datasetVersionId: tuning.datasetVersionId });
    const edges = await listEdges(tuning.services.db, tuning.project, { kind: 'run', id: run.id }, 'up', 10);
    const versions = edges.filter(({ from }) => from.kind === 'dataset_version').map(({ from }) => from.id);
    expect(versions.toSorted()).toEqual([tuning.datasetVersionId, other].toSorted());
    const dataset = [
      { name: 'orders', version: tuning.datasetVersionId, weight: 1 },
      { name: 'lamps', version: other, weight: 2 },
    ];
    expect(recipeOfRun(run)).toMatchObject({ dataset, mixing: { temperature: 1 } });
    expect(wishOfRun(run)).toMatchObject({ dataset });
    expect(drawDetails(run)).toContain(`lamps: ${other}, weight 2`);
    const again = await tuning.create(
      { ...recipeOfRun(run), sample: undefined },
      { datasetVersionId: undefined },
    );
    expect(again.config.data).toEqual(run.config.data);
  });

  test('names every version once and uses the one that it is given', async () => {
    const refused = (recipe: object, more: object = {}) =>
      tuning.create(recipe, more).then(
        () => 'nothing',
        (error: { code: string }) => error.code,
      );
    const none = { datasetVersionId: undefined };
    expect(await refused({}, none)).toBe('run_without_data');
    expect(await refused(both(), none)).toBe('run_without_data');
    expect(await refused({ dataset: [{ name: 'lamps', version: other }] })).toBe('data_unused');
    expect(await refused({ dataset: [{ name: 'a' }, { name: 'a', version: other }] })).not.toBe('nothing');
    expect(await refused({ dataset: [{ name: 'a', version: crypto.randomUUID() }] }, none)).toBe('not_found');
  });

  test('of one version alone is as it always was', async () => {
    const run = await tuning.create();
    expect(specOf(run).data).toEqual({ train: 'train.jsonl', validation: 'validation.jsonl' });
    expect(run.config).not.toHaveProperty('data');
    expect(run.config.stages).toBeNull();
  });
});

describe('a plan by its name', () => {
  const plan = (wish: object) => writeOutPlan(recipeSchema.parse(wish)) as Stage[];

  test('is written out when the run is frozen', async () => {
    const run = await tuning.create({ stages: 'unfreeze_ladder', epochs: 4 });
    expect(specOf(run).stages).toMatchObject([
      { upper_share: 0.25, epochs: 1 },
      { upper_share: 0.5, epochs: 1 },
      { upper_share: null, epochs: 2 },
    ]);
    expect(recipeSchema.parse({ ...recipeOfRun(run), sample: {} }).stages).toEqual(run.config.stages);
  });

  test('a curriculum sees as many rows as its epochs say', () => {
    const stages = plan({ stages: 'curriculum_easy_to_hard', epochs: 2 });
    const seen = stages.reduce((sum, { rows, epochs }) => sum + rows.easier_than * epochs!, 0);
    expect(seen).toBeCloseTo(2, 5);
    expect(stages.map(({ rows }) => rows.easier_than)).toEqual([0.33, 0.67, 1]);
  });

  test('from general to specific goes through the data sets in their order', () => {
    expect(plan({ ...both(), stages: 'general_to_specific' }).map(({ rows }) => rows.tasks)).toEqual([
      ['orders'],
      ['lamps'],
    ]);
    expect(() => plan({ stages: 'general_to_specific' })).toThrow(
      expect.objectContaining({ code: 'plan_without_data' }),
    );
  });

  test('what is written out stays', () => {
    expect(plan({ stages: [{ steps: 3 }] })).toMatchObject([{ steps: 3, epochs: null, rate_factor: 1 }]);
    expect(plan({})).toBeNull();
  });
});
