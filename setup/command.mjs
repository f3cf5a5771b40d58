import { parseCommandLine, usage } from './arguments.mjs';
import { exitCodes, formatFailure, SetupFailure } from './failure.mjs';
import { findPlaces } from './places.mjs';
import { createProgress, progressMode } from './progress.mjs';
import { quickstart } from './quickstart.mjs';
import { passSignalsOn } from './run-program.mjs';
import { setUp } from './set-up.mjs';
import { runTests } from './tests/run-tests.mjs';

const commands = { setup: setUp, quickstart, test: runTests };

/** Runs one command and gives its exit code; every failure ends as one block of text (or one JSON line). */
export async function runCommand(words, env) {
  let options = { json: words.includes('--json') };
  try {
    options = parseCommandLine(words);
    if (options.help) return say(usage(options.command));
    passSignalsOn();
    const context = {
      options,
      env,
      places: findPlaces(options, env),
      progress: createProgress(progressMode(options, process.stdout)),
    };
    return await commands[options.command](context);
  } catch (error) {
    return reportFailure(error, options.json);
  }
}

function reportFailure(error, json) {
  if (!(error instanceof SetupFailure)) {
    console.error(error);
    return exitCodes.unexpected;
  }
  const { code, exitCode, step, what, safe, todo } = error;
  if (json) console.log(JSON.stringify({ type: 'failed', code, exitCode, step, what, safe, todo }));
  else console.error(formatFailure(error));
  return exitCode;
}

function say(text) {
  console.log(text);
  return 0;
}
