import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Oidc } from '#platform/config/oidc.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import type { Filled } from '../security/fill-project.ts';
import { type OpenServer, openServer } from '../security/open-server.ts';
import { fillPages } from './fill-pages.ts';
import { findBrowser } from './find-browser.ts';
import { freePort } from './free-port.ts';

export type OpenPages = {
  services: TestServices;
  server: OpenServer;
  filled: Filled;
  /** A page of its own for somebody, the owner if nobody is named. */
  openAs(email?: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

/** The program with a filled project, and a browser before it. */
export async function openPages({ oidc }: { oidc?: Oidc } = {}): Promise<OpenPages> {
  const services = await createTestServices({ port: await freePort() });
  services.config.oidc = oidc;
  const server = await openServer(services);
  const filled = await fillPages(services);
  const browser = await chromium.launch({ executablePath: findBrowser()!, args: ['--no-sandbox'] });
  const opened: OpenPages = {
    services,
    server,
    filled,
    openAs: (email, options) => openAs(browser, server, email, options),
    close: async () => {
      await browser.close();
      await opened.server.close();
    },
  };
  return opened;
}

async function openAs(
  browser: Browser,
  server: OpenServer,
  email?: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en',
    // Without transitions: what axe would read in the middle of one is no colour of ours.
    reducedMotion: 'reduce',
    ...options,
  });
  const cookies = (await server.signIn(email)).split('; ').map(pair => {
    const [name, ...value] = pair.split('=');
    return { name: name!, value: value.join('='), url: server.origin };
  });
  await context.addCookies(cookies);
  return context.newPage();
}
