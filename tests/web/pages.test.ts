import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenServer } from '../security/open-server.ts';
import { emptyPagesOf, pagesOf } from './fill-pages.ts';
import { findBrowser, howToGetOne } from './find-browser.ts';
import { type OpenPages, openPages } from './open-pages.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = findBrowser();
/** Colours change over 0.18 s; what axe reads in between is no colour of ours. */
const changeMs = 400;
const isRequired = process.env.CI === 'true';
/** While working on a page: ATTUNE_PAGES='loop|setup' reads those only. */
const wanted = (all: string[]) => all.filter(page => new RegExp(process.env.ATTUNE_PAGES ?? '').test(page));

test.runIf(isRequired)('a browser is there', () => {
  expect(executablePath, howToGetOne).toBeDefined();
});

/** Reads every page as a person would: in both languages, in both themes, with the eyes of axe. */
describe.skipIf(!executablePath)('every page', () => {
  let server: OpenServer;
  let opened: OpenPages;
  let page: Page;
  let pages: string[];
  let emptyPages: string[];
  const faults: string[] = [];

  beforeAll(async () => {
    opened = await openPages();
    server = opened.server;
    pages = wanted(pagesOf(opened.filled));
    await opened.services.newProject('empty');
    emptyPages = wanted(emptyPagesOf('empty'));
    page = await opened.openAs();
    await page.goto(server.origin);
    page.on('pageerror', error => faults.push(`${page.url()}: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error') faults.push(`${page.url()}: ${message.text().slice(0, 200)}`);
    });
  }, 90_000);
  afterAll(() => opened?.close());

  test(
    'has no missing text and no fault, and axe finds nothing serious in either theme',
    { timeout: 300_000 },
    async () => {
      await choose(page, 'en', 'light');
      for (const address of pages) {
        await open(page, server.origin + address);
        await page.waitForTimeout(changeMs);
        faults.push(...(await look(page, address)), ...(await seriousFaults(page, `${address} (light)`)));
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.waitForTimeout(changeMs);
        faults.push(...(await seriousFaults(page, `${address} (dark)`)));
        await page.emulateMedia({ colorScheme: 'light' });
      }
      expect(faults.splice(0)).toEqual([]);
    },
  );

  test('is complete in Chinese', { timeout: 300_000 }, async () => {
    await choose(page, 'zh', 'light');
    for (const address of pages) {
      await open(page, server.origin + address);
      faults.push(
        ...(await look(page, address)),
        ...(await englishLeft(page, address)),
        ...(await sentencesLeft(page, address)),
      );
    }
    expect(faults.splice(0)).toEqual([]);
  });

  test('says what it is for when there is nothing', { timeout: 200_000 }, async () => {
    for (const language of ['en', 'zh'] as const) {
      await choose(page, language, 'light');
      for (const address of emptyPages) {
        await open(page, server.origin + address);
        faults.push(...(await look(page, `${address} (${language})`)));
      }
    }
    expect(faults.splice(0).filter(fault => !fault.includes('404'))).toEqual([]);
  });
});

async function choose(page: Page, language: 'en' | 'zh', colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(chosen => localStorage.setItem('attune.language', chosen), language);
}

/** Until its queries are answered; the event stream never ends, so the network is never idle. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('h1', { timeout: 20_000 });
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, {
    timeout: 20_000,
  });
}

/** Missing texts, failed panes, and anything wider than the window. */
async function look(page: Page, address: string): Promise<string[]> {
  const seen = await page.evaluate(() => ({
    text: document.body.innerText,
    title: document.title,
    alerts: [...document.querySelectorAll('[role="alert"]')]
      .map(each => each.textContent?.trim())
      .filter(Boolean),
    isWide: document.documentElement.scrollWidth > innerWidth + 1,
  }));
  return [
    ...(seen.text.match(/⟦[^⟧]*⟧/g) ?? []).map(key => `${address}: no text for ${key}`),
    ...seen.alerts.map(alert => `${address}: ${alert}`),
    ...(seen.title === 'Attune' ? [`${address}: the page has no title`] : []),
    ...(seen.isWide ? [`${address}: wider than the window`] : []),
  ];
}

async function seriousFaults(page: Page, address: string): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as never as { axe: Axe }).axe.run(document, {
      resultTypes: ['violations'],
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(node => node.html.slice(0, 160))
            .join(' | ')}`,
      );
  });
  return found.map(fault => `${address}: ${fault}`);
}

type Axe = {
  run(
    root: Document,
    options: object,
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
};

/** Words of ours that stay Latin in Chinese: names, formats, units. */
const stayLatin =
  /^(EN|API|JSONL?|CSV|SFT|DPO|KTO|chrF|n|v\d+|LoRA.*|lora|Starter.*|starter|marker-of.*|desk.*|delivery|empty|Owner.*|user.*|owner@.*|Attune|OpenAI|Enter|Esc|Ctrl|[A-Z]|sha256.*|cosine)$/i;

/** Headings, buttons, labels and the like that hold no Han character. Content keeps its own language. */
async function englishLeft(page: Page, address: string): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const parts =
      'h1, h2, h3, button, label, legend, th, dt, nav a, [role="columnheader"], .ant-segmented-item';
    return [...document.querySelectorAll<HTMLElement>(parts)].flatMap(element => {
      const copy = element.cloneNode(true) as HTMLElement;
      for (const inner of copy.querySelectorAll('code, kbd, [lang], [aria-hidden], strong, .quiet, time'))
        inner.remove();
      return copy.textContent?.trim() ?? '';
    });
  });
  return [...new Set(texts)]
    .filter(text => /[A-Za-z]{2,}/.test(text) && !/[\u4e00-\u9fff]/.test(text) && !stayLatin.test(text))
    .map(text => `${address}: not Chinese: ${text.slice(0, 80)}`);
}

/** Sentences of ours in English, wherever they stand: the content of the filled project holds none. */
async function sentencesLeft(page: Page, address: string): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement?.closest('code, pre, kbd, script, style, body [lang]'))
        found.push(node.textContent?.trim() ?? '');
    return found;
  });
  return [...new Set(texts)]
    .filter(text => /([A-Za-z][\w'’-]*[,;:]? ){3,}[A-Za-z]/.test(text) && !/[\u4e00-\u9fff]/.test(text))
    .map(text => `${address}: an English sentence: ${text.slice(0, 100)}`);
}
