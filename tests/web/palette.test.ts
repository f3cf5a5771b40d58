import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

/** What a person does without a mouse, in a real browser. */
describe.skipIf(!findBrowser())('the command palette', { timeout: 60_000 }, () => {
  let pages: OpenPages;
  let page: Page;
  const at = (path: string) => `${pages.server.origin}/p/${pages.filled.slug}/${path}`;

  beforeAll(async () => {
    pages = await openPages();
    await indexRecords(pages);
    page = await pages.openAs();
  }, 90_000);
  afterAll(() => pages?.close());
  beforeEach(async () => {
    await page.goto(at('data/sources'));
    await page.waitForSelector('h1');
  });

  const field = () => page.getByRole('combobox', { name: /Search or do|搜索或执行/ });
  const options = () => page.getByRole('listbox').getByRole('option');
  const openPalette = async () => {
    await page.keyboard.press('Control+k');
    await field().waitFor();
    await options().first().waitFor();
  };
  const chosen = () => page.locator('[role="option"][aria-selected="true"]').innerText();

  test('goes to a page by English, Chinese, pinyin and initials', async () => {
    for (const typed of ['runs', '训练', 'xunlian', 'xl']) {
      await openPalette();
      await field().fill(typed);
      await page.keyboard.press('Enter');
      await page.waitForURL(at('tuning/runs'));
      await page.goto(at('data/sources'));
      await page.waitForSelector('h1');
    }
  });

  test('finds a run by its number, a dataset version by its name, a record by its words', async () => {
    await openPalette();
    await field().fill(`run ${pages.filled.number}`);
    await options()
      .filter({ hasText: `Run ${pages.filled.number}` })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(at(`tuning/runs/${pages.filled.run}`));
    await openPalette();
    await field().fill('v1');
    await options().filter({ hasText: /v1/ }).first().waitFor();
    await field().fill(pages.filled.marker);
    await options().filter({ hasText: 'Record' }).first().click();
    await page.waitForURL(at(`data/records/${pages.filled.record}`));
  });

  test('what the server finds comes below and moves nothing', async () => {
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    await page.route('**/records?*text=*', async route => (await held, route.continue()));
    await openPalette();
    await field().fill('marker');
    await page.keyboard.press('ArrowDown');
    const [before, count] = [await chosen(), await options().count()];
    release();
    await page.getByRole('option', { name: /Record/ }).waitFor();
    expect(await options().count()).toBe(count + 1);
    expect(await options().last().innerText()).toMatch(/Record/);
    expect(await chosen()).toBe(before);
    await page.unroute('**/records?*text=*');
  });

  test('begins something on another page, and does what a key of this page does', async () => {
    await page.goto(at('loop'));
    await page.waitForSelector('h1');
    await openPalette();
    await field().fill('new source');
    await page.keyboard.press('Enter');
    await page.waitForURL(at('data/sources'));
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await openPalette();
    await field().fill('新建来源');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
  });

  test('switches the language and keeps the keys of a composing input method to it', async () => {
    await openPalette();
    await field().fill('zhongwen');
    await field().dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    expect(await field().isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '来源', level: 1 }).waitFor();
    await openPalette();
    await field().fill('english');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sources', level: 1 }).waitFor();
  });

  test('gives the focus back, and its list is one that readers understand', async () => {
    const search = page.getByRole('button', { name: /Search or do/ });
    await search.focus();
    await openPalette();
    expect(await field().getAttribute('aria-activedescendant')).toBe(
      await options().first().getAttribute('id'),
    );
    await page.keyboard.press('ArrowUp');
    expect(await field().getAttribute('aria-activedescendant')).toBe(
      await options().last().getAttribute('id'),
    );
    await page.keyboard.press('Escape');
    await field().waitFor({ state: 'hidden' });
    expect(await search.evaluate(button => button === document.activeElement)).toBe(true);
  });

  test('shows the first result of what is typed within 50 ms', async () => {
    await openPalette();
    await page.waitForTimeout(500);
    const times: number[] = [];
    for (const typed of ['x', 'xl', 'da', 'run', '训']) {
      await field().fill('');
      times.push(
        await page.evaluate(async text => {
          const input = document.querySelector<HTMLInputElement>('[role="combobox"]')!;
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
          const list = document.querySelector('[role="listbox"]')!;
          const started = performance.now();
          const changed = new Promise<void>(resolve => {
            new MutationObserver(() => resolve()).observe(list, {
              childList: true,
              subtree: true,
              characterData: true,
            });
          });
          set.call(input, text);
          input.dispatchEvent(new Event('input', { bubbles: true }));
          await changed;
          return performance.now() - started;
        }, typed),
      );
    }
    expect(times.sort((a, b) => a - b)[2]).toBeLessThan(50);
  });
});

/** As the job behind an import makes records findable. */
const indexRecords = ({ services }: OpenPages) =>
  services.pool.query(`insert into record_search (record_id, project_id, revision_id, tokens)
    select id, project_id, current_revision_id, to_tsvector('simple', preview) from record`);
