import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { bytes } from '#platform/terminal/format.ts';
import { runFolderOf, writeRunFolder } from '../training/run-folder.ts';
import type { RunPlan } from './plan-run.ts';
import type { Objective } from '#stages/data/index.ts';
import { describeLeftOut } from './rows-of-version.ts';
import { type Preflight, preflightSchema } from './run.contract.ts';

/** Writes the run's folder and lets the engine look at it. The folder goes again where the work fails. */
export async function checkRun<Result>(
  services: Services,
  plan: RunPlan,
  work: (preflight: Preflight) => Promise<Result>,
): Promise<Result> {
  const folder = runFolderOf(services, plan.directory);
  try {
    await writeRunFolder(services, folder, plan);
    const said = await services.engine.run('preflight', [path.join(folder, 'run.json')]);
    return await work(withLeftOut(shorten(preflightSchema.parse(said)), plan));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The engine sees the rows that it is given; what else the version holds is said beside them. */
function withLeftOut(found: Preflight, { leftOut, config }: RunPlan): Preflight {
  if (!leftOut) return found;
  const warning = {
    code: 'rows_left_out',
    text: describeLeftOut(config.objective as Objective, leftOut),
  };
  return { ...found, left_out: leftOut, warnings: [...found.warnings, warning] };
}

const shownRows = 200;

/** The warnings count all rows; of the rows themselves the first are enough. */
const shorten = (found: Preflight): Preflight => ({
  ...found,
  truncated: found.truncated.slice(0, shownRows),
  untrainable: found.untrainable.slice(0, shownRows),
});

/** Throws where the run cannot come to a good end; `force` overrules the estimate of memory, nothing else. */
export function assertCanTrain({ rows, memory, untrainable }: Preflight, force: boolean): void {
  if (rows.train === 0)
    throw new AttuneError('nothing_to_train', 'No training row has an answer to learn from.', {
      status: 422,
      fields: { examples: untrainable.slice(0, 5) },
      remedy: 'Freeze a dataset version with assistant answers that fit into max_tokens_per_row.',
    });
  if (memory.fits || force) return;
  throw new AttuneError(
    'memory_short',
    `The run needs up to ${bytes(memory.high_bytes)} of memory; ${bytes(memory.available_bytes)} are free.`,
    {
      status: 422,
      fields: { highBytes: memory.high_bytes, availableBytes: memory.available_bytes },
      remedy:
        'Lower batch_rows or max_tokens_per_row, free memory, choose a smaller base, or start it with force.',
    },
  );
}
