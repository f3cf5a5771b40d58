import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { briefRouter } from '#stages/need/brief.routes.ts';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

/** Two people write one brief: what each changed is kept, and where both wrote the same field both versions are shown. */
describe.skipIf(!findBrowser())('a brief with two writers', () => {
  let opened: OpenPages;
  let first: Page;
  let second: Page;
  const stored = () => opened.services.callerOf(briefRouter).get({ project: opened.filled.slug });

  beforeAll(async () => {
    opened = await openPages();
    [first, second] = [await opened.openAs(), await opened.openAs()];
    for (const page of [first, second]) {
      await page.goto(`${opened.server.origin}/p/${opened.filled.slug}/need`);
      await page.getByLabel('Target').first().waitFor();
      await page.waitForLoadState('load');
    }
  }, 90_000);
  afterAll(() => opened?.close());

  const write = (page: Page, label: RegExp, text: string) => page.getByLabel(label).first().fill(text);

  test('in different fields both are kept, without a question', { timeout: 60_000 }, async () => {
    await Promise.all([write(first, /^Target$/, 'Of the first'), write(second, /^Limits$/, 'Of the second')]);
    await expect
      .poll(stored, { timeout: 20_000 })
      .toMatchObject({ target: 'Of the first', limits: 'Of the second' });
    expect(await second.getByText('changed the same field').count()).toBe(0);
  });

  test(
    'in the same field both versions are shown, and the choice is stored',
    { timeout: 60_000 },
    async () => {
      const text = 'The problem as ';
      await Promise.all([write(first, /problem/i, `${text}one`), write(second, /problem/i, `${text}two`)]);
      const pages = [first, second];
      await expect
        .poll(
          async () =>
            (await Promise.all(pages.map(page => page.getByText('changed the same field').count()))).sort(),
          {
            timeout: 20_000,
          },
        )
        .toEqual([0, 1]);
      const loser = (await first.getByText('changed the same field').count()) === 1 ? first : second;
      const alert = loser.getByRole('alert');
      expect(await alert.textContent()).toContain(`${text}one`);
      expect(await alert.textContent()).toContain(`${text}two`);
      const mine = loser === first ? 'one' : 'two';
      await alert.getByRole('button', { name: 'Keep mine' }).click();
      await expect
        .poll(stored, { timeout: 20_000 })
        .toMatchObject({ problem: text + mine, target: 'Of the first' });
    },
  );
});
