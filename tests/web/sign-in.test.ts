import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberRouter } from '#platform/auth/member.routes.ts';
import { client, type OidcProvider, openProvider } from '../security/oidc-provider.ts';
import { findBrowser } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

/** Links, provider and roles, as people meet them in a browser. */
describe.skipIf(!findBrowser())('signing in', { timeout: 60_000 }, () => {
  let pages: OpenPages;
  let provider: OidcProvider;

  beforeAll(async () => {
    provider = await openProvider();
    pages = await openPages({
      oidc: {
        issuer: provider.issuer,
        clientId: client.id,
        clientSecret: client.secret,
        name: 'Shop login',
        trustsEmail: false,
      },
    });
    const { owner, callerOf } = pages.services;
    const members = callerOf(memberRouter, owner);
    const invite = (email: string, role: 'annotator' | 'agent' | 'engineer') =>
      members.invite({
        email,
        name: email,
        organizationRole: 'member',
        projects: [{ project: pages.filled.slug, role }],
      });
    await invite('ann@shop.example', 'annotator');
    await invite('kim@shop.example', 'agent');
    await invite('eve@shop.example', 'engineer');
  }, 90_000);
  afterAll(async () => {
    await pages?.close();
    await provider?.close();
  });

  const leave = async (page: Page) => {
    await page.context().clearCookies();
    await page.goto(`${pages.server.origin}/p/${pages.filled.slug}/tuning/runs`);
    await page.getByRole('button', { name: 'Sign in with Shop login' }).click();
  };

  test('a member goes to the provider and comes back to the page that was wanted', async () => {
    const page = await pages.openAs();
    provider.state = { sub: 'eve', email: 'eve@shop.example', isVerified: true };
    await leave(page);
    await page.waitForURL(/\/tuning\/runs$/);
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  });

  test('who was not invited is told so, in either language', async () => {
    const page = await pages.openAs();
    provider.state = { sub: 'zoe', email: 'zoe@other.example', isVerified: true };
    await leave(page);
    await page.getByRole('alert').filter({ hasText: 'You are not a member here.' }).waitFor();
    await page.getByRole('button', { name: '切换到中文' }).click();
    await page.getByRole('alert').filter({ hasText: '您还不是这里的成员' }).waitFor();
    await page.getByRole('button', { name: '使用 Shop login 登录' }).waitFor();
  });

  test('an annotator meets the queue and nothing else', async () => {
    const page = await pages.openAs('ann@shop.example');
    for (const path of ['/', '/projects', `/p/${pages.filled.slug}/tuning/runs`, '/settings/members']) {
      await page.goto(pages.server.origin + path);
      await page.waitForURL(`${pages.server.origin}/queue`);
    }
    await page.getByRole('heading', { name: 'My queue' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForTimeout(300);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(page.url()).toBe(`${pages.server.origin}/queue`);
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    expect(await sheet.innerText()).not.toMatch(/Tuning|Search or do/);
  });

  test('an agent meets the desk', async () => {
    const page = await pages.openAs('kim@shop.example');
    await page.goto(pages.server.origin);
    await page.waitForURL(`${pages.server.origin}/desk`);
    await page.getByRole('heading', { name: 'Service workbench' }).waitFor();
  });
});
