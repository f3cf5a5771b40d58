import type { Run } from '../../runs/run.contract.ts';
import { wishOfRun } from '../../runs/recipe-of-run.ts';
import { type Keeping, writeAddress } from '../new-run/recipe-address.ts';
import { cardOf } from '../new-run/recipes.ts';

/** Where a new run is filled with what this one was frozen with. */
export function cloneAddress(run: Run, kept: Keeping): Record<string, unknown> {
  const recipe = wishOfRun(run);
  const draft = writeAddress({ recipe, card: cardOf(recipe) ?? 'custom' }, kept, `run-${run.number}`);
  return { version: run.datasetVersionId, base: run.base, ...draft };
}
