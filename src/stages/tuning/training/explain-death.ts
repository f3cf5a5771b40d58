import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { RunRow } from '../runs/run.queries.ts';
import { readTail } from './read-tail.ts';
import { runFolderOf } from './run-folder.ts';

/** The engine went several times without saying why; its own output may. */
export async function explainDeath(services: Services, run: RunRow, starts: number): Promise<AttuneError> {
  const lines = await readTail(path.join(runFolderOf(services, run.directory), 'engine.log'), 50);
  const lastWords = lines.findLast(line => line.trim() !== '' && !line.startsWith('{"seq"'));
  const words = lastWords ? ` Its last words: ${lastWords.trim().slice(0, 300)}` : '';
  return new AttuneError('engine_died', `The engine ended ${starts} times without a result.${words}`, {
    remedy: `Read "attune run log ${run.number}". If memory ran out, start a new run with half the batch_rows; else resume this one.`,
  });
}
