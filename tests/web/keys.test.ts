import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';
import { pagesOf } from './fill-pages.ts';

/** Before somebody is signed in, and where a page has a list of its own. */
const hasNoList = /^\/(sign-in|setup)|\/vote\//;

describe.skipIf(!findBrowser())('keys', { timeout: 120_000 }, () => {
  let pages: OpenPages;
  let page: Page;
  const at = (path: string) => `${pages.server.origin}/p/${pages.filled.slug}/${path}`;
  const open = async (address: string) => {
    await page.goto(address);
    await page.waitForSelector('h1');
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
  };

  beforeAll(async () => {
    pages = await openPages();
    page = await pages.openAs();
  }, 90_000);
  afterAll(() => pages?.close());

  test('`?` lists those of the page in its own words, Escape closes the list', async () => {
    await open(at(`tuning/runs/${pages.filled.number}`));
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    const text = await sheet.innerText();
    for (const words of ['Compare', 'Back along the thread', 'Whole lineage', 'Evaluation', 'All projects'])
      expect(text).toContain(words);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
  });

  test('every key of every page has words', async () => {
    const silent: string[] = [];
    for (const address of pagesOf(pages.filled).filter(each => !hasNoList.test(each))) {
      await open(pages.server.origin + address);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('?');
      const sheet = page.getByRole('dialog').last();
      await sheet.waitFor();
      const without = await sheet.locator('[data-silent]').allInnerTexts();
      silent.push(...without.map(key => `${address}: ${key}`));
    }
    expect(silent).toEqual([]);
  });

  test('`G` and a letter jump, and the letter is not taken for a key of the page', async () => {
    await open(at('data/sources'));
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.waitForURL(at('need'));
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const [letter, path] of [
      ['t', 'tuning/runs'],
      ['e', 'evaluation'],
      ['l', 'labeling'],
      ['o', 'loop'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await page.waitForURL(url => url.pathname.startsWith(new URL(at(path)).pathname));
    }
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.waitForURL(`${pages.server.origin}/queue`);
  });

  test('while somebody types they are letters', async () => {
    await open(at('data/records'));
    await page.getByRole('textbox').first().fill('');
    await page.keyboard.type('gt?');
    expect(new URL(page.url()).pathname).toContain('data/records');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('the menu of an object copies its link, its command and its call, and opens its trail', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(at(`tuning/runs/${pages.filled.number}`));
    const copied = async (name: string) => {
      await page.getByRole('button', { name: 'More for this object' }).click();
      await page.getByRole('menuitem', { name }).click();
      await page.waitForTimeout(300);
      return page.evaluate(() => navigator.clipboard.readText());
    };
    expect(await copied('Copy link')).toBe(page.url());
    const { run, slug } = pages.filled;
    expect(await copied('Copy as CLI command')).toBe(`attune --project ${slug} run show ${run}`);
    expect(await copied('Copy as API call')).toContain(`/api/v1/projects/${slug}/runs/${run}`);
    await page.getByRole('button', { name: 'More for this object' }).click();
    await page.getByRole('menuitem', { name: 'Open audit trail' }).click();
    await page.waitForURL(
      url => url.pathname === '/settings/audit' && url.searchParams.get('subject') === run,
    );
  });
});
