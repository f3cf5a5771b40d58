import { AttuneError } from '#platform/http/attune-error.ts';
import type { Recipe } from './recipe.ts';
import { stagesOf } from './stages-of-plan.ts';
import { type Stage, stageSchema } from './training-plan.ts';

/** The stages of a recipe, written out; what is no plan stays as it is. */
export function writeOutPlan({ stages, epochs, dataset }: Recipe): Stage[] | null {
  if (stages === null || Array.isArray(stages)) return stages;
  const names = (dataset ?? []).map(({ name }) => name);
  if (stages === 'general_to_specific' && names.length < 2) throw noOrder();
  return stagesOf(stages, epochs, names).map(stage => stageSchema.parse(stage));
}

const noOrder = () =>
  new AttuneError(
    'plan_without_data',
    'From general to specific goes through several data sets in their order, and this run has one.',
    {
      status: 422,
      fields: { stages: 'general_to_specific' },
      remedy: 'Add data sets to the recipe, the general one first, or write stages with rows.labels.',
    },
  );
