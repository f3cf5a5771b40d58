import { exitCodes } from '../failure.mjs';
import { formatElapsed } from '../format.mjs';
import { runProgram } from '../run-program.mjs';
import { setUpForTests } from '../set-up.mjs';
import { programEnvironment, pythonEnvironment } from '../tool-environment.mjs';
import { closingLine, sum } from './read-results.mjs';
import { runners } from './runners.mjs';

/** `npm test`: what tests need is set up, every runner runs to its end, and the last line is their sum. */
export async function runTests(context) {
  const { options, progress } = context;
  await setUpForTests(context);
  const chosen = runners.filter(({ name }) => options.only === undefined || name === options.only);
  const results = [];
  for (const runner of chosen) results.push(await runOne(context, runner));
  const all = sum(results);
  progress.say('');
  for (const line of results.map(describe)) progress.say(line);
  progress.report({ type: 'done', ...all, runners: results });
  progress.say(closingLine(all));
  return all.failed > 0 ? exitCodes.testsFailed : 0;
}

async function runOne({ options, places, progress, env }, { name, command, read, prepare }) {
  const startedAt = Date.now();
  progress.say(`\n— ${name}`);
  const prepared = (await prepare?.(places, env, progress)) ?? {};
  if (prepared.skip) {
    progress.say(`skipped: ${prepared.skip}`);
    return { name, passed: 0, failed: 0, skipped: 1, elapsedMs: 0 };
  }
  const [program, ...args] = command(places, options.rest);
  const ours = { ...pythonEnvironment(env), PYTHONPATH: places.engine };
  const forProgram = program === places.python ? ours : env;
  const onLine = line => progress.say(line);
  const result = await runProgram(program, args, {
    cwd: places.root,
    env: { ...programEnvironment(forProgram, places), ...prepared.env, ...colour(env) },
    onLine,
  });
  return { name, ...read(result, places), elapsedMs: Date.now() - startedAt };
}

/** Runners write into a pipe; whether colours reach a person only we know. */
function colour(env) {
  if (env.FORCE_COLOR ?? env.NO_COLOR) return {};
  return process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
}

const describe = result =>
  `${result.failed > 0 ? '✗' : '✓'} ${result.name.padEnd(12)} ${closingLine(result)} (${formatElapsed(result.elapsedMs)})`;
