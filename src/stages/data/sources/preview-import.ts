import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { detectFormat } from '../formats/detect-format.ts';
import { type MappingWish, mappingWish, type RowMapping } from '../formats/file-format.ts';
import type { ReadRow } from '../formats/read-rows.ts';
import { assertMayUse } from './assert-may-use.ts';
import { describeFields } from './describe-fields.ts';
import type { ImportPreview } from './import.contract.ts';
import { findLastMapping } from './import.queries.ts';
import { judgeSample } from './judge-sample.ts';
import { readSample, readSampleRows, resolveMapping, rowsToGuessBy } from './open-file.ts';
import { getSource } from './source.queries.ts';

type Wish = { sourceId: string; fileDigest: string; fileName: string; mapping?: MappingWish };
type Guess = Pick<ImportPreview, 'mapping' | 'mappingFrom' | 'problem'>;

/** What an import of a file would do, by its first 256 KB: the same reading, mapping and judging, with nothing stored. */
export async function previewImport(
  { db, project, actor, services }: RequestContext,
  wish: Wish,
): Promise<ImportPreview> {
  const source = await getSource(db, project.id, wish.sourceId);
  await assertMayUse(db, project.id, actor, wish.fileDigest);
  const bytesTotal = await services.store.size(wish.fileDigest);
  const sample = await readSample(services.store, wish.fileDigest);
  const detected = detectFormat(wish.fileName, sample);
  const isWhole = sample.length >= bytesTotal;
  const read = await wholeRows(readSampleRows(sample, detected), isWhole);
  const rows = read.flatMap(one => ('row' in one ? [one.row] : []));
  const remembered = mappingWish.safeParse(await findLastMapping(db, source.id));
  const guess = guessBy(rows.slice(0, rowsToGuessBy), wish.mapping, remembered.data);
  const { format, encoding } = detected;
  return {
    format: format.kind,
    delimiter: format.kind === 'csv' ? format.delimiter : null,
    encoding,
    bytesTotal,
    isWhole,
    fields: describeFields(rows),
    ...guess,
    ...(await judgeSample(db, { projectId: project.id, sourceId: source.id }, read, guess.mapping)),
  };
}

/** The last row of a sample may be half of one. */
async function wholeRows(rows: AsyncIterable<ReadRow>, isWhole: boolean): Promise<ReadRow[]> {
  const read = await Array.fromAsync(rows);
  return isWhole ? read : read.slice(0, -1);
}

function guessBy(
  rows: Parameters<typeof resolveMapping>[0],
  wish: MappingWish | undefined,
  remembered: MappingWish | undefined,
): Guess {
  if (wish === undefined && remembered && Object.keys(remembered).length > 0) {
    const fitting = attempt(rows, remembered);
    if (fitting.mapping) return { ...fitting, mappingFrom: 'last_import' };
  }
  return { ...attempt(rows, wish ?? {}), mappingFrom: wish ? 'wish' : 'guess' };
}

type Attempt = { mapping: RowMapping | null; problem: Guess['problem'] };

function attempt(rows: Parameters<typeof resolveMapping>[0], wish: MappingWish): Attempt {
  try {
    return { mapping: resolveMapping(rows, wish), problem: null };
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    const { code, message, remedy } = error;
    return { mapping: null, problem: { code, message, remedy: remedy ?? null } };
  }
}
