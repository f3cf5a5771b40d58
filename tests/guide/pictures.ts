import type { Page } from 'playwright-core';
import { preflight } from './fill-runs.ts';
import type { Shop } from './fill-shop.ts';
import { ago } from './fix-dates.ts';
import { shop, untuned } from './shop-texts.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export type Picture = {
  name: string;
  address: (filled: Shop) => string;
  /** What somebody does before it is taken. */
  before?: (page: Page, language: Language) => Promise<unknown>;
  /** What the page is told instead of what this machine would measure, or chance would choose. */
  prepare?: (page: Page, language: Language, filled: Shop) => Promise<unknown>;
};

const inProject = (path: string) => `/p/${shop.slug}/${path}`;
const answerOf = (text: string) =>
  text
    .match(/.{1,12}/gsu)!
    .map(content => ({ id: 'chatcmpl-guide', choices: [{ delta: { content } }] }))
    .map(chunk => `data: ${JSON.stringify(chunk)}\n\n`)
    .join('') + 'data: [DONE]\n\n';

/** One question a language, as the untuned base and the tuned model answer it. */
const spoken = {
  en: {
    question: 'The chimney of my Tern lamp arrived cracked. What do I do now?',
    untuned: untuned.en[0]!,
    tuned:
      'Ahoy from the lamp room, a cracked chimney is ours to mend. Send a photo of the glass and one of the box within 14 days, and a new one leaves on the next working day; keep or bin the old glass. Fair winds and steady light to your Tern.',
  },
  zh: {
    question: '我订的盖碗到了，杯盖有一道裂纹，可以换吗？',
    untuned: untuned.zh[0]!,
    tuned:
      '水刚开，先答您：可以换。收货 48 小时内拍一张裂纹、一张外箱，我们当天补寄新的杯盖，旧的不用退。愿下一泡茶，盖得严严实实。',
  },
};

async function answerAs(page: Page, language: Language, call: string): Promise<void> {
  const { tuned, untuned: plain } = spoken[language];
  await page.route('**/v1/chat/completions', route => {
    const { model } = route.request().postDataJSON() as { model: string };
    return route.fulfill({
      contentType: 'text/event-stream',
      headers: { 'x-attune-call': call },
      body: answerOf(model.endsWith('desk') ? tuned : plain),
    });
  });
}

async function askInPlayground(page: Page, language: Language): Promise<void> {
  const { question, tuned, untuned: plain } = spoken[language];
  await page.locator('main textarea').last().fill(question);
  await page.keyboard.press('Control+Enter');
  for (const text of [tuned, plain]) await page.getByText(text.slice(-12)).first().waitFor();
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let at = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (/\d.*(?:ms|毫秒).*\d\.\d/.test(node.nodeValue ?? '')) {
        const seconds = ['1.6', '2.3'][at++ % 2]!;
        node.nodeValue = node
          .nodeValue!.replace(/\d+\.\d/, seconds)
          .replace(/\d+(?=[^\d.]*(?:ms|毫秒))/, '214');
      }
  });
}

const showPair = (page: Page, language: Language): Promise<unknown> => {
  const { question, tuned, untuned: plain } = spoken[language];
  return page.route('**/votes/next', async route => {
    const response = await route.fetch();
    const turn = (await response.json()) as { pair: object };
    const prompt = [{ role: 'user', content: question }];
    await route.fulfill({
      response,
      json: { ...turn, pair: { ...turn.pair, prompt, left: plain, right: tuned } },
    });
  });
};

/** The owner is signed in now, which no picture shall tell. */
const forgetSeen = (page: Page): Promise<unknown> =>
  page.route('**/api/v1/**/members*', async route => {
    const response = await route.fetch();
    const text = (await response.text()).replace(
      /"lastSeenAt":"[^"]+"/g,
      `"lastSeenAt":"${ago(4).toISOString()}"`,
    );
    await route.fulfill({ response, body: text });
  });

export const pictures: Picture[] = [
  { name: 'setup', address: () => '/setup' },
  { name: 'brief', address: () => inProject('need') },
  { name: 'import', address: f => inProject(`data/imports/${f.import}`) },
  { name: 'records', address: f => inProject(`data/records?row=${f.record}`) },
  { name: 'cleaning', address: f => inProject(`data/cleaning/${f.cleaning}`) },
  { name: 'record', address: f => inProject(`data/records/${f.record}`) },
  { name: 'version', address: f => inProject(`data/versions/${f.datasetVersion}`) },
  {
    name: 'new-run',
    address: f => inProject(`tuning/runs/new?base=qwen3-0.6b&version=${f.datasetVersion}`),
    prepare: page => page.route('**/preflight*', route => route.fulfill({ json: preflight })),
  },
  { name: 'run', address: () => inProject('tuning/runs/2') },
  {
    name: 'vote',
    address: () => inProject('vote/1'),
    prepare: showPair,
    before: async page => {
      await page.locator('main section').first().waitFor();
      await page.keyboard.press('2');
    },
  },
  { name: 'result', address: () => inProject('evaluation/2') },
  { name: 'deployments', address: () => inProject('serving') },
  {
    name: 'playground',
    address: () => inProject('serving/playground?models=desk,qwen3-0.6b'),
    prepare: (page, language, filled) => answerAs(page, language, filled.call),
    before: askInPlayground,
  },
  { name: 'call', address: f => inProject(`serving/calls/${f.call}`) },
  { name: 'inbox', address: () => inProject('feedback') },
  { name: 'loop', address: f => inProject(`loop?focus=run:${f.run}`) },
  { name: 'members', address: () => '/settings/members', prepare: forgetSeen },
  {
    name: 'keys',
    address: () => inProject('data/records'),
    before: async page => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
];
