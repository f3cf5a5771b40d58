import fs from 'node:fs';
import path from 'node:path';
import { checkDataDirectory } from './check-data-directory.mjs';
import { checkSpace } from './disk-space.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import * as addedModel from './steps/added-model.mjs';
import * as embeddedPostgres from './steps/embedded-postgres.mjs';
import * as npmPackages from './steps/npm-packages.mjs';
import * as pythonEnvironment from './steps/python-environment.mjs';
import * as starterModel from './steps/starter-model.mjs';
import * as webApplication from './steps/web-application.mjs';

const usualSteps = [npmPackages, pythonEnvironment, embeddedPostgres, starterModel, webApplication];

/** What this set-up consists of; a further model only where one is asked for. */
const stepsFor = ({ options }) => (options.model === undefined ? usualSteps : [...usualSteps, addedModel]);

/** `npm run setup`: all steps, then a report of what is where. */
export async function setUp(context) {
  const { progress, places } = context;
  const results = await runSteps(context);
  progress.say(
    `\nAttune is set up. Environment and models: ${near(places.runtime)} · state: ${near(places.data)}`,
  );
  progress.say('Next: npm run quickstart');
  progress.report({ type: 'done', runtime: places.runtime, data: places.data, steps: results });
  return 0;
}

/** Each step once, in order; what a step finds in place it leaves alone and says so. */
export const runSteps = (context, steps = stepsFor(context)) => {
  const { places, progress } = context;
  const onWait = pid => progress.say(`Another set-up is at work here (process ${pid}); waiting for it.`);
  return withLock(places.lock, onWait, async () => {
    checkDataDirectory(places.data);
    checkSpace(steps.flatMap(step => step.findNeeds(context)));
    const results = [];
    for (const [at, step] of steps.entries())
      results.push(await runStep(context, step, at + 1, steps.length));
    fs.rmSync(places.temporary, { recursive: true, force: true });
    return results;
  });
};

export const setUpForTests = context => runSteps(context);

async function runStep(context, step, place, of) {
  const handle = context.progress.step(place, of, step.name, step.title);
  try {
    const result = await step.run(context, handle);
    handle.done(result);
    return { name: step.name, ...result };
  } catch (error) {
    handle.stop();
    if (error instanceof SetupFailure) error.step = step.title;
    throw error;
  }
}

const near = dir => path.relative(process.cwd(), dir) || '.';
