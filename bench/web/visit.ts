import type { Browser, BrowserContext, Page } from 'playwright-core';

export type Visit = {
  /** From the address being entered until the page has its heading and no part of it waits. */
  interactiveMs: number;
  /** Over the wire, compressed as it came. */
  bytes: number;
};

const patienceMs = 30_000;

/** A visit by somebody whose browser has nothing of it yet. */
export async function visitFresh(browser: Browser, signedIn: BrowserContext, url: string): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    storageState: await signedIn.storageState(),
  });
  try {
    return await visit(await context.newPage(), url);
  } finally {
    await context.close();
  }
}

async function visit(page: Page, url: string): Promise<Visit> {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  let bytes = 0;
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const startMs = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await untilQuiet(page);
  return { interactiveMs: performance.now() - startMs, bytes };
}

/** The event stream never ends, so a quiet network is nothing to wait for. */
export async function untilQuiet(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('h1') && !document.querySelector('[aria-busy="true"]'),
    undefined,
    { timeout: patienceMs, polling: 20 },
  );
}
