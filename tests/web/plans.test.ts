import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#platform/database/new-id.ts';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const events = readFileSync('contract-fixtures/plan-events.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line));
const { tasks, stages } = events[0];
const fits = {
  ...JSON.parse(readFileSync('contract-fixtures/preflight-result.json', 'utf8')),
  tasks,
  stages,
};

type Wish = { datasetVersionId?: string; recipe: { dataset?: object[]; stages?: unknown } };
type Axe = { run(root: Document): Promise<{ violations: { id: string; impact: string }[] }> };

/** A run of several data sets and stages, from its page to its curves, before an engine that says what its fixture says. */
describe.skipIf(!findBrowser())('plans and data sets', { timeout: 120_000 }, () => {
  let pages: OpenPages;
  let page: Page;
  const wishes: Wish[] = [];
  beforeAll(async () => {
    pages = await openPages();
    await fillPlan(pages);
    page = await pages.openAs();
    await page.addInitScript(() => {
      if (localStorage.getItem('attune.language') === null) localStorage.setItem('attune.language', 'en');
    });
    await page.route(/runs\/preflight$/, route => {
      wishes.push(route.request().postDataJSON() as Wish);
      return route.fulfill({ json: fits });
    });
  }, 120_000);
  afterAll(() => pages?.close());

  const at = (path: string) => `${pages.server.origin}/p/${pages.filled.slug}/tuning/runs/${path}`;
  const seriousFaults = async () => {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations } = await (globalThis as never as { axe: Axe }).axe.run(document);
      return violations.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id }) => id);
    });
  };
  const look = async (name: string) => {
    const folder = process.env.PLAN_PICTURES;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  };
  const wished = (is: (wish: Wish) => boolean) =>
    expect.poll(() => wishes.some(is), { timeout: 10_000 }).toBe(true);

  test('a second data set is added, weighed, and stands in the YAML', async () => {
    await page.goto(at(`new?version=${pages.filled.datasetVersion}&base=starter`));
    await page.getByText('Activations', { exact: true }).waitFor();
    expect(await page.getByRole('radio', { name: 'General to specific' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Add a data set' }).click();
    await page.getByLabel('Name of data set 1').fill('orders');
    await page.getByLabel('Name of data set 2').fill('lamps');
    await page.getByLabel('Weight of lamps').fill('2');
    await page.getByLabel('Temperature').fill('2');
    await wished(({ recipe }) => JSON.stringify(recipe.dataset ?? []).includes('"weight":2'));
    expect(wishes.at(-1)!.datasetVersionId).toBe(pages.filled.datasetVersion);
    await page.getByRole('cell', { name: '54 %' }).waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('y');
    const text = page.getByRole('textbox', { name: 'YAML' });
    await text.waitFor();
    expect(await text.inputValue()).toMatch(
      /dataset:\n {2}- name: orders\n {2}- version: .*\n {4}name: lamps\n {4}weight: 2\n/,
    );
    expect(await text.inputValue()).toContain('mixing:\n  temperature: 2\n');
    await page.locator('h1').click();
    await page.keyboard.press('y');
  });

  test('a plan is chosen by its name, written out and changed', async () => {
    await page.getByRole('radio', { name: 'General to specific' }).check();
    await wished(({ recipe }) => recipe.stages === 'general_to_specific');
    await page.getByRole('button', { name: 'Write out the stages' }).click();
    const second = page.getByRole('listitem', { name: 'Stage 2' });
    await second.getByLabel('To the share').fill('50');
    await second.getByLabel('Rate factor').fill('0.5');
    await wished(({ recipe }) =>
      JSON.stringify(recipe.stages ?? []).includes(
        '"rows":{"tasks":["lamps"],"easier_than":0.5},"epochs":2,"rate_factor":0.5',
      ),
    );
    await second.getByRole('button', { name: 'Move Stage 2 up' }).click();
    await wished(({ recipe }) => (recipe.stages as { name?: string }[] | undefined)?.[0]?.name === 'lamps');
    await page.getByRole('rowheader', { name: '1 · easy' }).waitFor();
    await page.waitForURL(/set=/);
    await page.reload();
    await page.getByRole('listitem', { name: 'Stage 2' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Own stages' }).isChecked()).toBe(true);
    expect(await seriousFaults()).toEqual([]);
    await page.locator('#plan').scrollIntoViewIfNeeded();
    await second.scrollIntoViewIfNeeded();
    await look('new-en');
  });

  test('a run marks its stages and draws a curve for each data set', async () => {
    await page.goto(at(String(pages.filled.number)));
    await page.getByRole('img', { name: /^Loss of orders/ }).waitFor();
    await page.getByRole('img', { name: /^Loss of lamps/ }).waitFor();
    await page.getByText('stage 1 (easy) begins: 20 steps over 224 rows').waitFor();
    expect(await seriousFaults()).toEqual([]);
    await look('run-en');
  });

  test('both are complete in Chinese', async () => {
    await page.evaluate(() => localStorage.setItem('attune.language', 'zh'));
    const foreign = /⟦|([A-Za-z][\w'’-]*[,;:]? ){3,}[A-Za-z]/;
    const recipe = { dataset: [{ name: 'orders' }, { name: 'lamps' }], stages: [{ steps: 3 }] };
    const set = encodeURIComponent(JSON.stringify(recipe));
    await page.goto(at(`new?version=${pages.filled.datasetVersion}&base=starter&set=${set}&recipe=custom`));
    await page.getByText('激活值', { exact: true }).waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(foreign);
    await page.getByRole('listitem', { name: '第 1 阶段' }).scrollIntoViewIfNeeded();
    await look('new-zh');
    await page.goto(at(String(pages.filled.number)));
    await page.getByRole('img', { name: /^orders 的损失/ }).waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(foreign);
    await look('run-zh');
  });
});

/** A second data set, and a run that mixed both in two stages. */
async function fillPlan({ services: { pool }, filled }: OpenPages): Promise<void> {
  const [dataset, version] = [newId(), newId()];
  await pool.query(`insert into dataset (id, project_id, name) values ($1, $2, 'lamps')`, [
    dataset,
    filled.project,
  ]);
  await pool.query(
    `insert into dataset_version (id, dataset_id, project_id, n, state, recipe, digest, files, facts, created_by)
     select $1, $2, project_id, 1, state, recipe, digest, files, facts, created_by from dataset_version where id = $3`,
    [version, dataset, filled.datasetVersion],
  );
  const data = {
    tasks: [
      { name: 'orders', version: filled.datasetVersion, weight: 1 },
      { name: 'lamps', version, weight: 2 },
    ],
    temperature: 2,
  };
  const plan = [{ name: 'easy' }, { rows: { easier_than: 0.5 }, upper_share: 0.25 }];
  await pool.query(`update run set config = config || $1, preflight = preflight || $2 where id = $3`, [
    JSON.stringify({ data, stages: plan }),
    JSON.stringify({ tasks, stages }),
    filled.run,
  ]);
  await pool.query(`delete from run_event where run_id = $1`, [filled.run]);
  let seq = 0;
  const say = (type: string, payload: object) =>
    pool.query(`insert into run_event (run_id, seq, type, at, payload) values ($1, $2, $3, now(), $4)`, [
      filled.run,
      ++seq,
      type,
      JSON.stringify(payload),
    ]);
  const [, , stage] = events;
  const losses = (step: number) => [
    { name: 'orders', loss: 2 * 0.97 ** step + 0.2 * Math.sin(step) ** 2, rows: 5, tokens: 500 },
    { name: 'lamps', loss: 3 * 0.95 ** step + 0.2 * Math.cos(step) ** 2, rows: 3, tokens: 300 },
  ];
  for (let step = 1; step <= 50; step += 1) {
    if (step === 1) await say('stage', { ...stage, steps: 20 });
    if (step === 21)
      await say('stage', {
        stage: 2,
        name: null,
        step,
        steps: 30,
        rows: 448,
        trainable: 1,
        rate_factor: 0.5,
      });
    const by = losses(step);
    const loss = (by[0]!.loss + by[1]!.loss) / 2;
    await say('step', {
      step,
      epoch: step / 50,
      loss,
      learning_rate: 0.001,
      tokens: 800,
      tokens_per_s: 250,
      tasks: by,
    });
    if (step % 10 === 0) await say('eval', { step, loss: loss + 0.1, best: true, tasks: by });
  }
}
