import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer } from '../security/open-server.ts';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

/** A tab that stays open while the session ends or the server goes away. */
describe.skipIf(!findBrowser())('a tab left open', { timeout: 60_000 }, () => {
  let pages: OpenPages;
  let page: Page;
  beforeAll(async () => {
    pages = await openPages();
    page = await pages.openAs();
    await page.goto(`${pages.server.origin}/p/${pages.filled.slug}/need`);
    await page.locator('textarea').first().waitFor();
  }, 90_000);
  afterAll(() => pages?.close());

  const type = (text: string) => page.locator('textarea').first().fill(text);
  const banner = (text: string) => page.getByRole('status').filter({ hasText: text });
  const isStored = async (text: string) => {
    const { rows } = await pages.services.pool.query(
      'select count(*)::int as n from brief where brief::text like $1',
      [`%${text}%`],
    );
    return rows[0].n > 0;
  };

  test('over the end of its session keeps what was typed, and saves it after signing in again', async () => {
    await pages.services.pool.query('delete from session');
    await type('typed after the end');
    await banner('Your session has ended').waitFor();
    expect(await page.locator('textarea').first().inputValue()).toBe('typed after the end');
    const cookies = (await pages.server.signIn()).split('; ').map(pair => {
      const [name, ...value] = pair.split('=');
      return { name: name!, value: value.join('='), url: pages.server.origin };
    });
    await page.context().addCookies(cookies);
    await banner('Your session has ended').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await expect.poll(() => isStored('typed after the end'), { timeout: 10_000 }).toBe(true);
  });

  test('over a restart says so, and goes on by itself', async () => {
    await pages.server.close();
    await type('typed while it was away');
    await banner('The connection to the server is lost').waitFor();
    pages.server = await openServer(pages.services);
    await banner('The connection to the server is lost').waitFor({ state: 'hidden' });
    expect(await page.locator('textarea').first().inputValue()).toBe('typed while it was away');
  });
});
