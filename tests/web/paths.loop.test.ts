import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTinyBase } from '../../soak/tiny-base.ts';
import { newDataDir, type ServerProcess, startServerProcess } from '../end-to-end/server-process.ts';
import { findBrowser } from './find-browser.ts';
import { openAs, openBrowser } from './open-page.ts';
import { word } from './paths-words.ts';

const patienceMs = 60_000;
const asks = (content: string) => ({ role: 'user', content });
const says = (content: string) => ({ role: 'assistant', content });

/** A person's way once around the loop, with a random model of two layers: what is answered is nonsense, the way is real. */
describe.skipIf(!findBrowser())('once around the loop at the browser', () => {
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let rowsFile: string;
  /** Opens a page and waits until what it asked for is there. */
  const open = async (address: string) => {
    await page.goto(`${server.origin}/p/desk/${address}`);
    await page.waitForSelector('h1');
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
  };
  const button = (language: 'en' | 'zh', key: string) =>
    page.getByRole('button', { name: word(language, key) }).first();

  beforeAll(async () => {
    const dataDir = newDataDir();
    const base = makeTinyBase(path.join(dataDir, 'tiny'));
    rowsFile = path.join(dataDir, 'rows.jsonl');
    const rows = readFileSync('examples/support-desk/tickets.jsonl', 'utf8').split('\n').slice(0, 120);
    const echo = { id: 'echo', messages: [asks('Lamp lamp lamp lamp?'), says('Lamp lamp lamp lamp?')] };
    const bad = [JSON.stringify(echo), 'not json', '{"messages":[]}'];
    writeFileSync(rowsFile, [...rows, ...bad].join('\n'));
    server = await startServerProcess(dataDir, { ATTUNE_MODEL_ROOTS: dataDir });
    const made = [
      await server.api('POST', '/api/v1/models/bases', { path: base, slug: 'tiny' }),
      await server.api('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk', languages: ['en'] }),
      await server.api('POST', '/api/v1/projects/desk/sources', { name: 'mail', origin: 'own' }),
    ];
    for (const { status, body } of made)
      expect([status, body]).toEqual([expect.any(Number), expect.anything()]);
    browser = await openBrowser();
    const context = await openAs(browser, { origin: server.origin, language: 'en' });
    page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test(
    'signs in with a link, imports a file with bad rows and sees each of them',
    { timeout: 120_000 },
    async () => {
      const { stdout } = await server.attune('login-link', '--json');
      await page.goto((JSON.parse(stdout) as { url: string }).url);
      await page.waitForURL('**/setup');
      await open('data/imports');
      await page.getByText('mail', { exact: true }).first().waitFor();
      await page.locator('input[type="file"]').setInputFiles(rowsFile);
      await page.waitForURL('**/data/imports/new?*');
      await page.getByRole('cell', { name: 'not JSON', exact: true }).waitFor();
      await button('en', 'data.preview.start').click();
      await page.waitForURL(/\/data\/imports\/[0-9a-f]+-/);
      await page.getByText(word('en', 'data.job.done'), { exact: true }).waitFor();
      await page.getByRole('cell', { name: 'not JSON', exact: true }).waitFor();
      const seen = await page.evaluate(() => document.body.innerText);
      for (const count of ['123', '121', '2']) expect(seen).toContain(`\n${count}\n`);
    },
  );

  test('cleans, and takes one decision back', { timeout: 120_000 }, async () => {
    await open('data/cleaning');
    await button('en', 'data.cleaning.start').click();
    await page.waitForURL('**/data/cleaning/*-*');
    await page.getByText(word('en', 'data.job.done'), { exact: true }).waitFor();
    await page.goto(`${page.url()}?tab=decisions`);
    const row = page.locator('main li, li').filter({ hasText: 'Lamp lamp lamp' }).first();
    await row.locator('a').first().click();
    await page.waitForURL('**/data/records/*');
    await button('en', 'data.records.revert').click();
    await page.getByText(word('en', 'data.records.reverted')).first().waitFor();
  });

  test('freezes a version', { timeout: 120_000 }, async () => {
    await open('data/datasets');
    await page.keyboard.press('n');
    await page.getByRole('combobox').first().fill('desk');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: word('en', 'data.datasets.freeze') })
      .click();
    await page.waitForURL('**/data/versions/*');
    // Nobody reloads: the page hears of it.
    await page
      .getByText(/[0-9a-f]{12}/)
      .first()
      .waitFor();
  });

  /** Sets out a run of so many steps and starts it by its key. */
  const startRun = async (language: 'en' | 'zh', name: string, steps: number) => {
    await open('tuning/runs/new?recipe=custom&base=tiny');
    const number = (field: string) =>
      page.getByRole('spinbutton', { name: word(language, `tuning.new.${field}`) });
    await number('maxSteps').fill(String(steps));
    await number('learningRate').fill('0.05');
    await number('epochs').fill('500');
    await page.getByLabel(word(language, 'tuning.new.name'), { exact: true }).fill(name);
    await page.locator('button:not([disabled])[aria-keyshortcuts="Control+Enter"]').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/tuning\/runs\/\d+/);
  };
  const stateOf = (language: 'en' | 'zh', state: string) =>
    page.locator('header').getByText(word(language, `tuning.state.${state}`), { exact: true });

  test('watches a run live, pauses it, goes on and ends it', { timeout: 180_000 }, async () => {
    await startRun('en', 'long', 4000);
    await stateOf('en', 'running').waitFor();
    await page.locator('canvas').first().waitFor();
    const lags = [await measureLag(), await measureLag(), await measureLag()];
    expect(Math.min(...lags)).toBeLessThan(1_000);
    await page.keyboard.press('p');
    await stateOf('en', 'paused').waitFor();
    const paused = await shownStep();
    await page.keyboard.press('p');
    await stateOf('en', 'running').waitFor();
    await page.waitForFunction(
      before =>
        Number(document.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')) > before,
      paused,
    );
    await button('en', 'tuning.action.cancel').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: word('en', 'tuning.cancel.ok') })
      .click();
    await stateOf('en', 'cancelled').waitFor();
  });

  const shownStep = async () =>
    Number(await page.getByRole('progressbar').first().getAttribute('aria-valuenow'));
  /** How long after the server knows a step the page shows it. */
  const measureLag = async () => {
    const { body } = await server.api('GET', '/api/v1/projects/desk/runs/1');
    const { step } = (body as { progress: { step: number } }).progress;
    const from = Date.now();
    while ((await shownStep()) < step) {
      if (Date.now() - from > 10_000) throw new Error(`step ${step} was not shown within ten seconds`);
      await page.waitForTimeout(20);
    }
    return Date.now() - from;
  };

  test('lets a run end, in Chinese, and opens a blind vote from it', { timeout: 180_000 }, async () => {
    await page.addInitScript(() => localStorage.setItem('attune.language', 'zh'));
    await startRun('zh', 'short', 12);
    await stateOf('zh', 'done').waitFor({ timeout: 120_000 });
    await page.keyboard.press('e');
    await page.waitForURL('**/evaluation/new?**');
    await page.locator('button:not([disabled])[aria-keyshortcuts="Control+Enter"]').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/evaluation\/1$/);
    await page.locator('button[aria-keyshortcuts="B"]').waitFor({ timeout: 90_000 });
  });
});
