import { createServer } from 'node:net';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: findBrowser()!, args: ['--no-sandbox'] });

/** A person at the application, in their language. `cookie` as a server gives it to who opened a one-time link. */
export async function openAs(
  browser: Browser,
  { origin, cookie, language }: { origin: string; cookie?: string; language: 'en' | 'zh' },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addInitScript(chosen => localStorage.setItem('attune.language', chosen), language);
  const cookies = (cookie ?? '').split('; ').filter(Boolean);
  await context.addCookies(
    cookies.map(pair => {
      const [name, ...value] = pair.split('=');
      return { name: name!, value: value.join('='), url: origin };
    }),
  );
  return context;
}

export const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
