import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = path.resolve('tests/openai/requirements.txt');
const home = path.resolve('.runtime/test-python');
const stamp = path.join(home, 'installed.txt');

/** A Python with exactly the pinned packages, made at the first run, made anew when the pins changed. Gives its path. */
export async function ensureTestPython(): Promise<string> {
  const python = path.join(home, 'bin', 'python');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  const maker = path.resolve('.runtime/python/bin/python');
  if (!existsSync(maker)) throw new Error(`${maker} is missing: npm run setup`);
  rmSync(home, { recursive: true, force: true });
  await run(maker, ['-m', 'venv', home]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(stamp, wanted);
  return python;
}
