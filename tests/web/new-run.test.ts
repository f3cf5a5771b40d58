import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const fits = JSON.parse(readFileSync('contract-fixtures/preflight-result.json', 'utf8'));
const advised = {
  change: 'lora',
  recipe: { method: { kind: 'lora' }, optimizer: { learning_rate: null } },
  total_bytes: 2e9,
  fits: true,
};
const short = { ...fits, memory: { ...fits.memory, available_bytes: 2.5e9, fits: false, advice: [advised] } };

type Wish = { recipe: { method?: { kind?: string; start?: string } } };

/** The page of a new run before an engine that says what its fixture says: whole weights do not fit, all else does. */
describe.skipIf(!findBrowser())('a new run', { timeout: 120_000 }, () => {
  let pages: OpenPages;
  let page: Page;
  const wishes: Wish[] = [];
  beforeAll(async () => {
    pages = await openPages();
    page = await pages.openAs();
    await page.addInitScript(() => {
      if (localStorage.getItem('attune.language') === null) localStorage.setItem('attune.language', 'en');
    });
    await page.route(/runs\/preflight$/, route => {
      const wish = route.request().postDataJSON() as Wish;
      wishes.push(wish);
      return route.fulfill({ json: wish.recipe.method?.kind === 'full' ? short : fits });
    });
  }, 120_000);
  afterAll(() => pages?.close());

  const open = async (search: string) => {
    const { slug, datasetVersion } = pages.filled;
    await page.goto(
      `${pages.server.origin}/p/${slug}/tuning/runs/new?version=${datasetVersion}&base=starter&${search}`,
    );
    await page
      .getByText('Activations', { exact: true })
      .or(page.getByText('激活值', { exact: true }))
      .waitFor();
  };
  const seriousFaults = async () => {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations } = await (globalThis as never as { axe: Axe }).axe.run(document);
      return violations.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id }) => id);
    });
  };

  test('with a soft prompt has its fields, says who can serve it, and is the same after a reload', async () => {
    await open('method=prefix_tuning');
    expect(wishes.at(-1)?.recipe.method?.kind).toBe('prefix_tuning');
    expect(await page.getByRole('radio', { name: 'Prefix tuning' }).isChecked()).toBe(true);
    await page.getByText('Built-in engine only').waitFor();
    await page.getByLabel('Start text').fill('Answer in one sentence.');
    await page.getByLabel('Tokens', { exact: true }).fill('50');
    await page.waitForURL(/tokens.*50/);
    await page.reload();
    await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Answer in one sentence.');
    expect(await page.getByLabel('Tokens', { exact: true }).inputValue()).toBe('50');
    expect(await page.getByRole('radio', { name: 'Custom' }).isChecked()).toBe(true);
    expect(await seriousFaults()).toEqual([]);
  });

  test('is the same document as YAML, with its faults at their lines', async () => {
    await page.locator('h1').click();
    await page.keyboard.press('y');
    const text = page.getByRole('textbox', { name: 'YAML' });
    await text.waitFor();
    expect(await text.inputValue()).toContain('tokens: 50');
    await text.fill('# mine\nmethod:\n  kind: freeze\n  pattern: norm\nbatch_rows: 0\n');
    await page.getByText('Line 5: batch_rows must be at least 1.').waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await text.fill('# mine\nmethod:\n  kind: freeze\n  pattern: norm\nbatch_rows: 4\n');
    await page.locator('h1').click();
    await page.keyboard.press('y');
    expect(await page.getByRole('radio', { name: 'Freeze' }).isChecked()).toBe(true);
    await page.getByText('method.pattern', { exact: true }).waitFor();
    await page.getByLabel('First layers').fill('1');
    await page.locator('h1').click();
    await page.keyboard.press('y');
    expect(await text.inputValue()).toBe(
      '# mine\nmethod:\n  kind: freeze\n  pattern: norm\n  first_layers: 1\nbatch_rows: 4\n',
    );
  });

  test('that does not fit says what would, and takes it at one press', async () => {
    await open('method=full');
    await page.getByText('It will not fit').waitFor();
    await page.getByText('LoRA instead of whole weights').first().waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    expect(await seriousFaults()).toEqual([]);
    await page.getByRole('button', { name: 'Do it LoRA instead of whole weights' }).click();
    await page.getByText('It will not fit').waitFor({ state: 'hidden' });
    expect(await page.getByRole('radio', { name: 'LoRA', exact: false }).first().isChecked()).toBe(true);
    await expect.poll(() => page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
  });

  test('is complete in Chinese', async () => {
    await page.evaluate(() => localStorage.setItem('attune.language', 'zh'));
    for (const method of ['dora', 'full', 'freeze', 'p_tuning']) {
      await open(`method=${method}&recipe=custom`);
      expect(await page.locator('main').innerText()).not.toMatch(/⟦|([A-Za-z][\w'’-]*[,;:]? ){3,}[A-Za-z]/);
    }
  });
});

type Axe = { run(root: Document): Promise<{ violations: { id: string; impact: string }[] }> };
