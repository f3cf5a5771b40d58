import fs from 'node:fs';
import path from 'node:path';
import { explainToolFailure } from '../explain-tool-failure.mjs';
import { runProgram } from '../run-program.mjs';
import { pipEnvironment, pythonEnvironment } from '../tool-environment.mjs';

/** Runs a program of the environment's Python. */
export function runPython({ places, env }, args, more = {}) {
  return runProgram(places.python, args, { cwd: places.root, env: pythonEnvironment(env), ...more });
}

/** Runs pip in the environment; throws what to do when it fails. */
export async function runPip(context, args, onLine) {
  const result = await startPip(context, args, onLine);
  if (result.code !== 0) throw explainToolFailure('pip', result, context.places.runtime);
}

/** What pip would install for one requirement, without its dependencies: {report}, or {tail} where it would fail. */
export async function askPip(context, requirement, pipArguments) {
  const report = path.join(context.places.temporary, `report-${process.pid}.json`);
  fs.mkdirSync(context.places.temporary, { recursive: true });
  const args = [
    'install',
    '--dry-run',
    '--ignore-installed',
    '--no-deps',
    '--only-binary=:all:',
    '--retries=2',
    '--timeout=30',
  ];
  const result = await runPython(context, [
    '-m',
    'pip',
    ...args,
    ...pipArguments,
    '--report',
    report,
    requirement,
  ]);
  if (result.code !== 0) return { tail: result.tail };
  const text = fs.readFileSync(report, 'utf8');
  fs.rmSync(report);
  return { report: JSON.parse(text) };
}

function startPip(context, args, onLine) {
  const { places, env } = context;
  fs.mkdirSync(places.temporary, { recursive: true });
  return runPython(context, ['-m', 'pip', ...args], { env: pipEnvironment(env, places), onLine });
}
