import { noPython, noVenvModule, pythonTooNew, pythonTooOld } from './failures.mjs';
import { pythons } from '../pins.mjs';

export const candidates = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];

/**
 * Of the Pythons that answered, the first in range that can build an environment. `found` holds, in order of
 * preference, {command, executable, version: [major, minor, patch], venv: boolean}. Throws what to do where none will do.
 */
export function choosePython(found, asked) {
  const inRange = found.filter(({ version }) => isInRange(version));
  const chosen = inRange.find(({ venv }) => venv);
  if (chosen) return chosen;
  if (inRange.length > 0) throw noVenvModule(inRange[0]);
  if (found.length === 0) throw noPython(asked ? [asked] : candidates);
  const newest = found.reduce((best, each) => (compare(each.version, best.version) > 0 ? each : best));
  throw compare(newest.version, pythons.oldest) < 0 ? pythonTooOld(newest) : pythonTooNew(newest);
}

export const isInRange = version =>
  compare(version, pythons.oldest) >= 0 && compare(version, pythons.newest) <= 0;

/** By major and minor version only. */
function compare(a, b) {
  return a[0] - b[0] || a[1] - b[1];
}
