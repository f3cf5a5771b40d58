import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { newDataDir, type ServerProcess, startServerProcess } from '../end-to-end/server-process.ts';
import { findBrowser, howToGetOne } from '../web/find-browser.ts';
import { fillShop, type Shop } from './fill-shop.ts';
import { pictureTime } from './fix-dates.ts';
import { type Language, languages, type Picture, pictures } from './pictures.ts';

/**
 * `npm run screenshots [-- NAME...]`: the pictures of the guide in both languages, from a server of its own with the project
 * of `fill-shop.ts`. Named ones only, or all.
 */
const quality = 80;
const mostBytes = 150_000;

async function makePictures(names: string[]): Promise<number> {
  const unknown = names.find(name => pictures.every(picture => picture.name !== name));
  if (unknown)
    return complain(`no picture "${unknown}"; there are ${pictures.map(each => each.name).join(', ')}`);
  const executablePath = findBrowser();
  if (!executablePath) return complain(howToGetOne);
  const wanted = pictures.filter(({ name }) => names.length === 0 || names.includes(name));
  const dataDir = newDataDir();
  console.log('starting a server of its own');
  const server = await startServerProcess(dataDir);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--font-render-hinting=none'],
  });
  try {
    const filled = await fillShop(server, text => console.log(`filling: ${text}`));
    const missed: string[] = [];
    for (const language of languages)
      missed.push(...(await takeAll(browser, server, filled, wanted, language)));
    return missed.length === 0 ? 0 : complain(`not taken: ${missed.join(', ')}`);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function complain(text: string): number {
  console.error(text);
  return 1;
}

async function takeAll(
  browser: Browser,
  server: ServerProcess,
  filled: Shop,
  wanted: Picture[],
  language: Language,
): Promise<string[]> {
  const folder = `docs/guide/${language}/images`;
  mkdirSync(folder, { recursive: true });
  const context = await openContext(browser, server, language);
  const missed: string[] = [];
  for (const [at, picture] of wanted.entries()) {
    const file = path.join(folder, `${picture.name}.webp`);
    const page = await context.newPage();
    try {
      writeFileSync(file, await takeOne(page, server, filled, { picture, language }));
      const bytes = statSync(file).size;
      console.log(`${language} ${at + 1}/${wanted.length} ${picture.name}: ${Math.round(bytes / 1_000)} kB`);
      if (bytes > mostBytes) throw new Error(`more than ${mostBytes / 1_000} kB`);
    } catch (error) {
      console.error(`${language} ${picture.name}: ${String(error)}`);
      missed.push(`${language}/${picture.name}`);
    }
    await page.close();
  }
  await context.close();
  return missed;
}

type Shot = { picture: Picture; language: Language };

async function takeOne(
  page: Page,
  server: ServerProcess,
  filled: Shop,
  { picture, language }: Shot,
): Promise<Buffer> {
  const untilAnswered = watchRequests(page);
  await picture.prepare?.(page, language, filled);
  await page.goto(server.origin + picture.address(filled));
  await untilQuiet(page);
  await picture.before?.(page, language);
  await page.addStyleTag({ content: '* { caret-color: transparent !important; }' });
  await untilAnswered();
  await hideMachine(page, server);
  return take(page);
}

const settleMs = 700;
const patienceMs = 30_000;

/** A page is whole once nothing that it asked for is outstanding; the stream of events never ends. */
function watchRequests(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  let quietSinceMs = performance.now();
  const settle = (request: Request) => {
    open.delete(request);
    quietSinceMs = performance.now();
  };
  page.on('request', request => {
    if (request.resourceType() === 'fetch' && !/\/events(?:\?|$)/.test(request.url())) open.add(request);
  });
  page.on('requestfinished', settle);
  page.on('requestfailed', settle);
  return async () => {
    const untilMs = performance.now() + patienceMs;
    while (performance.now() < untilMs && (open.size > 0 || performance.now() - quietSinceMs < settleMs))
      await page.waitForTimeout(100);
  };
}

async function openContext(browser: Browser, server: ServerProcess, language: Language) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(chosen => localStorage.setItem('attune.language', chosen), language);
  await context.clock.setFixedTime(pictureTime);
  const page = await context.newPage();
  const { stdout } = await server.attune('--json', 'login-link');
  await page.goto((JSON.parse(stdout) as { url: string }).url);
  await untilQuiet(page);
  await page.close();
  return context;
}

const untilQuiet = (page: Page) =>
  page.waitForFunction(
    () => document.querySelector('h1') && !document.querySelector('[aria-busy="true"]'),
    undefined,
    { timeout: 60_000, polling: 50 },
  );

/** This machine's folders and port are nobody's business, and other ones tomorrow. */
const hideMachine = (page: Page, { dataDir, origin }: ServerProcess) =>
  page.evaluate(
    said => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const [machine, shown] of said)
          if (node.nodeValue?.includes(machine!))
            node.nodeValue = node.nodeValue.replaceAll(machine!, shown!);
    },
    [
      [dataDir, '/srv/attune'],
      [origin, 'http://127.0.0.1:3210'],
    ],
  );

/** Chromium's own WebP: a third of the size of a PNG. */
async function take(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
  return Buffer.from(data, 'base64');
}

process.exitCode = await makePictures(process.argv.slice(2));
