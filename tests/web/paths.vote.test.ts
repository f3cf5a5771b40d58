import type { Browser, BrowserContext, Page, Request, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestStudy, type TestStudy } from '../../src/stages/evaluation/test-study.ts';
import { openServer, type OpenServer } from '../security/open-server.ts';
import { findBrowser } from './find-browser.ts';
import { freePort, openAs, openBrowser } from './open-page.ts';

/** What would tell a voter whose answer is whose. The words of the answers themselves are the test's own way to know. */
const telling =
  /baseline|candidate|\barm\b|leftArm|orchid|starter|\btuned|untuned|adapter|finish|latency|repeat/i;

describe.skipIf(!findBrowser())('a voter at the browser', () => {
  let study: TestStudy;
  let server: OpenServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let evaluation: { id: string; number: number };

  beforeAll(async () => {
    study = await createTestStudy(60, {}, { port: await freePort() });
    server = await openServer(study.services);
    evaluation = await study.open();
    await insertAnnotator(study);
    browser = await openBrowser();
    const cookie = await server.signIn('ann@x.example');
    context = await openAs(browser, { origin: server.origin, cookie, language: 'zh' });
    page = await context.newPage();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const votePage = () => `${server.origin}/p/${study.project}/vote/${evaluation.number}`;
  const countVotes = async () =>
    Number(
      (await study.services.pool.query(`select count(*) n from vote_slot where state = 'voted'`)).rows[0].n,
    );
  const question = () => page.locator('main h1').innerText();
  const openVote = async () => {
    await page.goto(votePage());
    await page.waitForSelector('main section', { timeout: 30_000 });
  };
  /** Presses a digit twice: chosen, then sent. Gives what was asked. */
  const voteBy = async (digit: string) => {
    const asked = await question();
    await page.keyboard.press(digit);
    await page.keyboard.press(digit);
    await page.waitForFunction(before => document.querySelector('main h1')?.textContent !== before, asked, {
      timeout: 20_000,
    });
    return asked;
  };

  test('meets nothing but the queue, and no address leads further', { timeout: 60_000 }, async () => {
    await page.goto(server.origin);
    await page.waitForURL('**/queue');
    await page.waitForSelector('main li a');
    expect(await page.locator('main li a').count()).toBe(1);
    expect(await page.locator('nav').count()).toBe(0);
    for (const away of ['evaluation/1', 'evaluation/1/votes', 'data/records', 'tuning/runs', 'serving']) {
      await page.goto(`${server.origin}/p/${study.project}/${away}`);
      await page.waitForSelector('h1, [role="alert"]');
      const seen = await page.evaluate(() => document.body.innerText);
      expect([away, seen]).not.toEqual([away, expect.stringMatching(/orchid|Starter|Warm|Plain|\d+\.\d %/)]);
    }
  });

  test(
    'votes twenty pairs by keyboard, and neither page, network, storage nor timing tells the sides',
    { timeout: 120_000 },
    async () => {
      const traffic: Promise<string>[] = [];
      const shapes = new Set<string>();
      const onRequest = (request: Request) =>
        traffic.push(
          Promise.resolve(isAsset(request.url()) ? '' : `${request.url()} ${request.postData() ?? ''}`),
        );
      const onResponse = (response: Response) => {
        if (isAsset(response.url())) return;
        traffic.push(readResponse(response));
        if (response.url().includes('/votes/next')) shapes.add(Object.keys(response.headers()).sort().join());
      };
      page.on('request', onRequest);
      page.on('response', onResponse);
      await page.addInitScript(watchBirths);
      await openVote();
      const asked: string[] = [];
      for (let at = 0; at < 20; at++) {
        const [left, right] = await describeSides(page);
        expect(left).toEqual(right);
        expect(await readSurfaces(page)).not.toMatch(telling);
        asked.push(await voteBy(['1', '2', '3', '4', '1'][at % 5]!));
      }
      page.off('request', onRequest);
      page.off('response', onResponse);
      const said = (await Promise.all(traffic)).filter(Boolean);
      expect(said.length).toBeGreaterThan(40);
      for (const each of said) expect(each).not.toMatch(telling);
      expect(
        said.filter(each => /\/events|\/evaluations\/[^/]+(?:\?| |$)|\/result/.test(each.split(' ')[0]!)),
      ).toEqual([]);
      expect(shapes.size).toBe(1);
      expect(await countVotes()).toBe(20);
      expect(new Set(asked).size).toBeGreaterThanOrEqual(18);
      const births = await page.evaluate(() => (globalThis as never as { births: number[] }).births);
      expect(births.length).toBeGreaterThanOrEqual(20);
      expect(new Set(births)).toEqual(new Set([2]));
    },
  );

  test(
    'a draft survives a reload, and Z clears it before it takes a vote back',
    { timeout: 60_000 },
    async () => {
      await openVote();
      const asked = await question();
      await page.keyboard.press('2');
      await page.keyboard.press('e');
      await page.reload();
      await page.waitForSelector('main section');
      expect(await question()).toBe(asked);
      expect(await page.locator('section[data-chosen="true"]').count()).toBe(1);
      expect(await page.locator('fieldset [aria-pressed="true"]').count()).toBe(1);
      await page.keyboard.press('z');
      expect(await page.locator('section[data-chosen="true"]').count()).toBe(0);
      expect(await countVotes()).toBe(20);
      await page.keyboard.press('z');
      await page.waitForFunction(before => document.querySelector('main h1')?.textContent !== before, asked);
      expect(await countVotes()).toBe(19);
      await voteBy('3');
      expect(await countVotes()).toBe(20);
    },
  );

  test('a vote whose answer is lost is sent again and counts once', { timeout: 60_000 }, async () => {
    await openVote();
    let sent = 0;
    await page.route('**/votes', async route => {
      if (route.request().method() !== 'POST') return route.continue();
      sent++;
      if (sent > 1) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await voteBy('1');
    await page.unroute('**/votes');
    expect(sent).toBe(2);
    expect(await countVotes()).toBe(21);
    const { rows } = await study.services.pool.query(
      `select count(*) n from judgement where round = 'vote' and value != 'null'`,
    );
    expect(Number(rows[0].n)).toBe(22);
  });

  test('a vote while the server restarts waits, says so, and arrives', { timeout: 60_000 }, async () => {
    await openVote();
    const asked = await question();
    await server.close();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByText('服务器暂时无法连接').waitFor({ timeout: 15_000 });
    expect(await question()).toBe(asked);
    server = await openServer(study.services);
    await page.waitForFunction(before => document.querySelector('main h1')?.textContent !== before, asked, {
      timeout: 30_000,
    });
    expect(await countVotes()).toBe(22);
  });

  test('the owner reads the verdict and comes from a number to its votes', { timeout: 90_000 }, async () => {
    await study.evaluations.close({ project: study.project, evaluation: evaluation.id });
    for (const language of ['en', 'zh'] as const) {
      const owner = await openAs(browser, { origin: server.origin, cookie: await server.signIn(), language });
      const result = await owner.newPage();
      await result.goto(`${server.origin}/p/${study.project}/evaluation/${evaluation.number}`);
      const wins = result.locator('figcaption a').first();
      await wins.waitFor({ timeout: 20_000 });
      const count = Number(await wins.innerText());
      expect(count).toBe((await study.result(evaluation)).counts.wins);
      expect(count).toBeGreaterThan(0);
      await wins.click();
      await result.waitForURL('**/votes?outcome=candidate&counted=yes');
      const grid = result.getByRole('grid');
      await grid.waitFor();
      expect(Number(await grid.getAttribute('aria-rowcount'))).toBe(count);
      await result.locator('[data-index="0"]').focus();
      await result.keyboard.press('Enter');
      const inspector = result.locator('aside section[data-origin="tuned"]');
      await inspector.waitFor();
      expect(await inspector.innerText()).toContain('Warm answer to');
      await owner.close();
    }
  });
});

const isAsset = (url: string): boolean => url.includes('/assets/');

async function readResponse(response: Response): Promise<string> {
  const headers = JSON.stringify(await response.allHeaders());
  return `${response.url()} ${headers} ${await response.text().catch(() => '')}`;
}

/** All that a curious voter can look at without a network tool. */
const readSurfaces = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      document.title,
      location.href,
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      JSON.stringify(history.state),
    ].join('\n'),
  );

/** Both answers as a pixel would see them: everything of their look but the words and the place. */
const describeSides = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('main section')].map(section => {
      const box = section.getBoundingClientRect();
      const styles = [section, ...section.querySelectorAll('*')].map(element => {
        const { color, backgroundColor, fontSize, fontWeight, borderColor, opacity, fontFamily } =
          getComputedStyle(element);
        return [
          element.tagName,
          element.className,
          color,
          backgroundColor,
          fontSize,
          fontWeight,
          borderColor,
          opacity,
          fontFamily,
        ];
      });
      return JSON.stringify([Math.round(box.width), Math.round(box.height), Math.round(box.top), styles]);
    }),
  );

/** Runs in the page: of every change to it, how many answers it brought; one alone would have come before the other. */
function watchBirths(): void {
  const births: number[] = [];
  new MutationObserver(changes => {
    const added = changes
      .flatMap(({ addedNodes }) => [...addedNodes])
      .filter(node => node instanceof Element);
    const answers = added.flatMap(node => [node, ...node.querySelectorAll('section')]);
    const sides = new Set(answers.filter(each => each.matches('main section')));
    if (sides.size > 0) births.push(sides.size);
  }).observe(document, { childList: true, subtree: true });
  Object.assign(globalThis, { births });
}

async function insertAnnotator({ services, project }: TestStudy): Promise<void> {
  await services.pool.query(
    `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     values ('ann', 'Ann', 'ann@x.example', true, now(), now())`,
  );
  await services.pool.query(
    `insert into member (id, "organizationId", "userId", role, "createdAt")
     select 'member-ann', id, 'ann', 'member', now() from organization`,
  );
  await services.pool.query(
    `insert into project_member (project_id, user_id, role) values ($1, 'ann', 'annotator')`,
    [project],
  );
}
