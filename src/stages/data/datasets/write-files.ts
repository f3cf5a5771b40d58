import type { ArtifactStore } from '#platform/storage/artifact-store.ts';
import type { PlannedRow } from './plan-version.ts';
import { splits } from './dataset.contract.ts';

export type WrittenFiles = { files: Record<string, string>; digest: string };

/**
 * Writes a version's files: one JSONL a split as the engine reads it (`{"id", "messages"}`), and the manifest, whose
 * SHA-256 is the version's digest. The same rows give the same files.
 */
export async function writeFiles(store: ArtifactStore, rows: PlannedRow[]): Promise<WrittenFiles> {
  const files: Record<string, string> = {};
  for (const split of splits) {
    const ofSplit = rows.filter(row => row.split === split);
    files[`${split}.jsonl`] = (
      await store.put(
        lines(ofSplit.map(({ recordId, payload }) => ({ id: recordId, messages: payload.messages }))),
      )
    ).digest;
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
