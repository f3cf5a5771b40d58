import { existsSync } from 'node:fs';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium or Chrome of this machine: ATTUNE_BROWSER, else where they usually lie. `npm test` installs one where it can. */
export const findBrowser = (): string | undefined =>
  [process.env.ATTUNE_BROWSER, ...usual].find(file => file !== undefined && existsSync(file));

export const howToGetOne =
  'no browser found: install Chromium or Chrome, or name one with ATTUNE_BROWSER=/path/to/chromium';
