import { openAiId } from '#platform/http/openai-id.ts';
import type { OpenAiFile } from './file.contract.ts';
import type { FileRow } from './file.queries.ts';
import { toSeconds } from './openai-list.ts';

/** A file as OpenAI's clients know it. What could not be read is said in short; the import names every row. */
export const presentFile = (row: FileRow): OpenAiFile => ({
  id: openAiId('file', row.id),
  object: 'file',
  bytes: row.sizeBytes,
  created_at: toSeconds(row.createdAt),
  expires_at: null,
  filename: row.fileName,
  purpose: row.purpose,
  ...statusOf(row),
});

function statusOf({ importState, importError, readCount, rejectCount }: FileRow) {
  if (importState === 'queued' || importState === 'running')
    return { status: 'uploaded' as const, status_details: null };
  if (importState === 'failed') {
    const { message, remedy } = importError as { message: string; remedy: string | null };
    return { status: 'error' as const, status_details: [message, remedy].filter(Boolean).join(' ') };
  }
  if (rejectCount)
    return {
      status: 'error' as const,
      status_details: `${rejectCount} of ${readCount} rows could not be read; a job with this file names them.`,
    };
  return { status: 'processed' as const, status_details: null };
}
