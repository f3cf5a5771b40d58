import { AttuneError } from '#platform/http/attune-error.ts';
import type { ArtifactStore } from '#platform/storage/artifact-store.ts';
import { type DetectedFile, detectFormat, sampleBytes } from '../formats/detect-format.ts';
import { type MappingWish, mappingWish, type RowMapping } from '../formats/file-format.ts';
import { guessMapping } from '../formats/guess-mapping.ts';
import { type RawRow, readRows } from '../formats/read-rows.ts';
import { storable } from '../records/storable.ts';

export type OpenedFile = { detected: DetectedFile; mapping: RowMapping };

export const rowsToGuessBy = 50;

/** What a file is and how its rows are mapped, found from its first bytes: the same at every resume. */
export async function openFile(
  store: ArtifactStore,
  file: { fileName: string; fileDigest: string; mapping: unknown },
): Promise<OpenedFile> {
  const sample = await readSample(store, file.fileDigest);
  const detected = detectFormat(file.fileName, sample);
  const wish = mappingWish.parse(file.mapping);
  return { detected, mapping: resolveMapping(await readFirstRows(sample, detected), wish) };
}

/** The mapping for a file that begins with these rows; throws what a person has to put right. */
export function resolveMapping(rows: RawRow[], wish: MappingWish): RowMapping {
  assertFieldsExist(wish, rows);
  const mapping = guessMapping(rows, wish);
  if (!mapping) throw unknownColumns(rows, wish);
  return mapping;
}

export async function readSample(store: ArtifactStore, digest: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of store.read(digest)) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= sampleBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, sampleBytes);
}

async function readFirstRows(sample: Buffer, detected: DetectedFile): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const read of readSampleRows(sample, detected)) {
    if ('row' in read) rows.push(read.row);
    if (rows.length >= rowsToGuessBy) break;
  }
  return rows;
}

export const readSampleRows = (sample: Buffer, detected: DetectedFile) =>
  readRows(asStream([sample.subarray(detected.start.offset)]), detected, detected.start);

async function* asStream(chunks: Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** A mistyped column would otherwise reject every row of the file. */
function assertFieldsExist(
  { user, assistant, rejected, desirable, system, label, externalId, meta }: MappingWish,
  rows: RawRow[],
): void {
  if (rows.length === 0) return;
  const fields = new Set(rows.flatMap(row => Object.keys(row)));
  const wished = [user, assistant, rejected, desirable, system, label, externalId, ...(meta ?? [])];
  const missing = wished.filter(field => field !== undefined && !fields.has(field));
  if (missing.length > 0)
    throw new AttuneError(
      'mapping_unknown_field',
      `The file has no ${missing.map(field => `"${field}"`).join(', ')}.`,
      {
        fields: { missing, fields: firstOf(fields) },
        remedy: `It has: ${named(fields)}. Correct the mapping and import again.`,
      },
    );
}

function unknownColumns(rows: RawRow[], { shape, rejected, desirable }: MappingWish): AttuneError {
  const fields = new Set(rows.flatMap(row => Object.keys(row)));
  const needed =
    shape === 'pairs' || rejected
      ? 'user, assistant (the preferred answer) and rejected'
      : shape === 'judged' || desirable
        ? 'user, assistant and desirable (true or false)'
        : 'user and assistant';
  return new AttuneError(
    'mapping_needed',
    'Attune cannot tell which field holds the question and which the answer.',
    {
      fields: { fields: firstOf(fields) },
      remedy: `Name them in the mapping: ${needed}. The file has: ${named(fields) || 'no readable row'}.`,
    },
  );
}

/** A file may have a hundred thousand columns, and names of any length: people are told of the first ones. */
const firstOf = (fields: Set<string>): string[] =>
  storable([...fields].slice(0, 30).map(field => field.slice(0, 60)));

function named(fields: Set<string>): string {
  const more = fields.size > 30 ? ` and ${fields.size - 30} more` : '';
  return firstOf(fields).join(', ') + more;
}
