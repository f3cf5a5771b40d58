import type { ArtifactStore } from '#platform/storage/artifact-store.ts';
import { splits } from './dataset.contract.ts';
import type { PlannedRow } from './plan-version.ts';
import { fileOfObjective, objectives, rowsOfObjective } from './rows-of-objective.ts';

export type WrittenFiles = { files: Record<string, string>; digest: string };

/**
 * Writes a version's files: for each split and objective one JSONL as the engine reads it, where there are such rows (the
 * conversations of a split in any case), and the manifest, whose SHA-256 is the version's digest. The same rows give the
 * same files.
 */
export async function writeFiles(store: ArtifactStore, rows: PlannedRow[]): Promise<WrittenFiles> {
  const files: Record<string, string> = {};
  for (const split of splits) {
    const ofSplit = rows.filter(row => row.split === split);
    for (const objective of objectives) {
      const found = ofSplit.flatMap(row => rowsOfObjective(row, objective));
      if (found.length === 0 && objective !== 'sft') continue;
      files[fileOfObjective(split, objective)] = (await store.put(lines(found))).digest;
    }
  }
  const manifest = rows.map(({ revisionId, contentHash, split }) => ({
    revision: revisionId,
    content: contentHash,
    split,
  }));
  files['manifest.jsonl'] = (await store.put(lines(manifest))).digest;
  return { files, digest: files['manifest.jsonl'] };
}

async function* lines(values: unknown[]): AsyncGenerator<string> {
  for (let start = 0; start < values.length; start += linesPerChunk)
    yield values
      .slice(start, start + linesPerChunk)
      .map(value => `${JSON.stringify(value)}\n`)
      .join('');
}

const linesPerChunk = 500;
