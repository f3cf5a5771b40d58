import fs from 'node:fs';
import { runProgram } from '../run-program.mjs';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const packages = ['chromium', 'fonts-noto-cjk'];

/**
 * The browser that tests of pages drive: ATTUNE_BROWSER, else one that is there, else, as root on Debian, its packages.
 * Where there is none the tests say so themselves: a counted skip, a failure with CI=true.
 */
export async function prepareBrowser(_places, env, progress) {
  const found = findBrowser(env) ?? (await installBrowser(env, progress));
  return found ? { env: { ATTUNE_BROWSER: found } } : {};
}

const findBrowser = env => [env.ATTUNE_BROWSER, ...usual].find(file => file && fs.existsSync(file));

async function installBrowser(env, progress) {
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) {
    progress.say(
      'no browser: install Chromium or Chrome, or name one with ATTUNE_BROWSER; tests of pages are skipped',
    );
    return undefined;
  }
  progress.say(`no browser: installing ${packages.join(' and ')} with apt-get, about a minute`);
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  for (const step of steps) {
    const { code, tail } = await runProgram('apt-get', step, quiet);
    if (code === 0) continue;
    progress.say(`apt-get ${step[0]} ended with ${code}:\n${tail.split('\n').slice(-5).join('\n')}`);
    return undefined;
  }
  return findBrowser(env);
}
