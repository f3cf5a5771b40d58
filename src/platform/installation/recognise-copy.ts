import fs from 'node:fs';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';

const markFile = (dataDir: string): string => path.join(dataDir, 'installation');
const placeFile = (dataDir: string): string => path.join(dataDir, 'place.json');

/** Where the mark was written: a copied mark is a file of its own, born later, or stands beside its original. */
type Place = { mark: string; path: string; born: string };

/** Throws `data_directory_copied` for a directory that was copied from one that is, or may still be, in use. */
export function refuseCopy(dataDir: string): void {
  const original = findOriginal(dataDir);
  if (original === undefined) return;
  throw new AttuneError('data_directory_copied', `${dataDir} is a copy of ${original}.`, {
    status: 409,
    fields: { original },
    remedy:
      'Start it with --adopt-copy to make it a platform of its own: its API keys and sessions end, the original is not touched. If the directory was moved and the original is gone, start it with --moved.',
  });
}

/** For a directory of which somebody says that it was moved: where its original still stands it was copied. */
export function refuseWithOriginal(dataDir: string): void {
  const place = readPlace(dataDir);
  if (!place || !hasTwin(dataDir, place)) return;
  throw new AttuneError('original_still_there', `${dataDir} was not moved: ${place.path} is still there.`, {
    status: 409,
    fields: { original: place.path },
    remedy:
      'Start it with --adopt-copy to make it a platform of its own, or delete the one of the two that is not wanted.',
  });
}

/** The path of the directory that this one is a copy of; undefined for an original and for an empty directory. */
export function findOriginal(dataDir: string): string | undefined {
  const mark = readText(markFile(dataDir));
  const place = readPlace(dataDir);
  if (mark === undefined || place === undefined) return undefined;
  if (place.born !== bornAt(markFile(dataDir))) return place.path;
  return place.path !== fs.realpathSync(dataDir) && hasTwin(dataDir, place) ? place.path : undefined;
}

/** A snapshot keeps the birth of its files; where the recorded path holds the same mark in another file, there are two. */
function hasTwin(dataDir: string, place: Place): boolean {
  const other = fs.statSync(markFile(place.path), { throwIfNoEntry: false });
  const own = fs.statSync(dataDir);
  const there = fs.statSync(place.path, { throwIfNoEntry: false });
  const isSameDirectory = there?.ino === own.ino && there.dev === own.dev;
  return other !== undefined && !isSameDirectory && readText(markFile(place.path)) === place.mark;
}

/** Says that this directory is the original from now on; it must carry its mark already. */
export function recordPlace(dataDir: string): void {
  const mark = readText(markFile(dataDir));
  if (mark === undefined) throw new Error(`${dataDir} carries no installation mark`);
  const place: Place = { mark, path: fs.realpathSync(dataDir), born: bornAt(markFile(dataDir)) };
  const before = readPlace(dataDir);
  if (before && before.path === place.path && before.born === place.born && before.mark === mark) return;
  const half = `${placeFile(dataDir)}.${process.pid}`;
  fs.writeFileSync(half, JSON.stringify(place), { flush: true });
  fs.renameSync(half, placeFile(dataDir));
}

function readPlace(dataDir: string): Place | undefined {
  const text = readText(placeFile(dataDir));
  return text === undefined ? undefined : (JSON.parse(text) as Place);
}

/** Birth in nanoseconds; of a file system that knows no birth, the file's number. */
function bornAt(file: string): string {
  const { birthtimeNs, ctimeNs, ino } = fs.statSync(file, { bigint: true });
  return birthtimeNs > 0n && birthtimeNs <= ctimeNs ? `born ${birthtimeNs}` : `inode ${ino}`;
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
