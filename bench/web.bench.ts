import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { ProcessHealth } from '#platform/installation/process-meter.ts';
import { findBrowser, howToGetOne } from '../tests/web/find-browser.ts';
import type { Bench, Figure } from './bench.ts';
import { type SeededServer, withSeededServer } from './lists/seeded-server.ts';
import { addressesOf } from './web/addresses.ts';
import { untilQuiet, visitFresh } from './web/visit.ts';

/**
 * `npm run bench -- web [--rows N] [--data DIR]`: Chromium before a real server with a million records, 5,000 runs and
 * 10,000 votes. Every page is opened by a browser that has nothing of it yet; then records are scrolled and searched.
 */
export default {
  name: 'web',
  summary:
    'the application in Chromium at a million records: first load, every page, scrolling, the event loop',
  run: ({ args }) => withSeededServer(args, measure),
} satisfies Bench;

const visits = 3;
const mostFirstBytes = 500_000;
const mostPageMs = 2_000;
const mostBlockedMs = 50;

async function measure(seeded: SeededServer): Promise<Figure[]> {
  const executablePath = findBrowser();
  if (!executablePath) throw new AttuneError('no_browser', 'No browser was found.', { remedy: howToGetOne });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const signedIn = await signIn(browser, seeded);
    const pages = await visitAll(browser, signedIn, seeded);
    return [...pages, await measureScrolling(signedIn, seeded), await measureEventLoop(seeded)];
  } finally {
    await browser.close();
  }
}

async function signIn(browser: Browser, { server }: SeededServer): Promise<BrowserContext> {
  const { stdout } = await server.attune('--json', 'login-link');
  const { url } = JSON.parse(stdout) as { url: string };
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await untilQuiet(page);
  await page.close();
  return context;
}

/** The first load is what comes before anything of a project is looked at: the list of projects. */
async function visitAll(browser: Browser, signedIn: BrowserContext, seeded: SeededServer): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, address] of Object.entries(addressesOf(seeded))) {
    const times: number[] = [];
    let bytes = 0;
    for (let n = 0; n < visits; n++) {
      const seen = await visitFresh(browser, signedIn, seeded.server.origin + address);
      times.push(seen.interactiveMs);
      bytes = seen.bytes;
    }
    if (figures.length === 0)
      figures.push({
        name: 'first load, compressed',
        value: bytes / 1_000,
        unit: 'kB',
        goal: `< ${mostFirstBytes / 1_000} kB`,
        met: bytes < mostFirstBytes,
      });
    figures.push(time(`${name}: interactive, worst of ${visits}`, Math.max(...times), mostPageMs));
    console.error(`${name}: ${Math.round(Math.max(...times))} ms, ${Math.round(bytes / 1_000)} kB`);
  }
  return figures;
}

/** From the turn of the wheel to rows where there were none. */
async function measureScrolling(signedIn: BrowserContext, { server, slug }: SeededServer): Promise<Figure> {
  const page = await signedIn.newPage();
  await page.goto(`${server.origin}/p/${slug}/data/records`);
  await untilQuiet(page);
  await page.mouse.move(800, 500);
  const times: number[] = [];
  for (let n = 0; n < 60; n++) {
    const before = await lastRow(page);
    const startMs = performance.now();
    await page.mouse.wheel(0, 1_200);
    await page.waitForFunction(
      last => {
        const rows = [...document.querySelectorAll('[role="row"][aria-rowindex]')];
        return Number(rows.at(-1)?.getAttribute('aria-rowindex') ?? 0) > last;
      },
      before,
      { polling: 'raf', timeout: 20_000 },
    );
    times.push(performance.now() - startMs);
  }
  await page.close();
  times.sort((left, right) => left - right);
  return time('scrolling records: new rows, p95', times[Math.ceil(times.length * 0.95) - 1]!, 500);
}

const lastRow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const rows = [...document.querySelectorAll('[role="row"][aria-rowindex]')];
    return Number(rows.at(-1)?.getAttribute('aria-rowindex') ?? 0);
  });

/** Over the last minute, which the visits filled. */
async function measureEventLoop({ server }: SeededServer): Promise<Figure> {
  const { body } = await server.api('GET', '/api/v1/system/status');
  const { process } = body as { process: ProcessHealth };
  return time('longest work on the event loop', process.longestWorkMs, mostBlockedMs);
}

const time = (name: string, value: number, most: number): Figure => ({
  name,
  value,
  unit: 'ms',
  goal: `< ${most} ms`,
  met: value < most,
});
