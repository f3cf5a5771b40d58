import path from 'node:path';
import { checkPort } from './check-port.mjs';
import { exitCodes } from './failure.mjs';
import { runAttached } from './run-program.mjs';
import { runSteps } from './set-up.mjs';
import { programEnvironment } from './tool-environment.mjs';

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** Set-up, then the command line program's own quickstart on the pinned Node; its exit code is ours. */
export async function quickstart(context) {
  const { options, env, places } = context;
  await checkPort(context);
  await runSteps(context);
  const args = [
    path.join('src', 'apps', 'cli', 'main.ts'),
    'quickstart',
    ...quickstartArguments(options, places),
  ];
  const { code, signal } = await runAttached(places.node, args, {
    cwd: places.root,
    env: programEnvironment(env, places),
  });
  if (signal === 'SIGINT') return exitCodes.interrupted;
  return signal ? 128 + (signalNumbers[signal] ?? 9) : code;
}

export function quickstartArguments({ port, exit, skipExample, example, json }, places) {
  return [
    '--data',
    places.data,
    ...(port === undefined ? [] : ['--port', port]),
    ...(exit ? ['--exit'] : []),
    ...(skipExample ? ['--skip-example'] : []),
    ...(example === undefined ? [] : ['--example', example]),
    ...(json ? ['--json'] : []),
  ];
}
