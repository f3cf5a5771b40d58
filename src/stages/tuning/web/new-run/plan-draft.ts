import type { RecipeWish } from '../../methods/method-names.ts';
import { recipeSchema } from '../../runs/recipe.ts';
import { planNames, type StageWish } from '../../runs/training-plan.ts';
import { stagesOf } from '../../runs/stages-of-plan.ts';
import { setsOf } from './data-sets.ts';
import { isTree } from './recipe-changes.ts';

export const planChoices = ['none', ...planNames, 'own'] as const;
export type PlanChoice = (typeof planChoices)[number];

const usualEpochs = recipeSchema.parse({}).epochs;

/** Which plan a recipe has: none, one by its name, or stages of its own. */
export function planOf({ stages }: RecipeWish): PlanChoice {
  if (stages === null || stages === undefined) return 'none';
  return typeof stages === 'string' ? stages : 'own';
}

export const stagesOfDraft = ({ stages }: RecipeWish): StageWish[] =>
  Array.isArray(stages) && stages.every(isTree) ? stages : [];

/** A recipe with another plan. One of its own starts as what the plan before says. */
export function withPlan(recipe: RecipeWish, plan: PlanChoice): RecipeWish {
  const { stages: _stages, ...rest } = recipe;
  switch (plan) {
    case 'none':
      return rest as RecipeWish;
    case 'own':
      return { ...rest, stages: writtenOut(recipe) } as RecipeWish;
    default:
      return { ...rest, stages: plan } as RecipeWish;
  }
}

function writtenOut(recipe: RecipeWish): StageWish[] {
  const before = planOf(recipe);
  if (before === 'own') return stagesOfDraft(recipe);
  if (before === 'none') return [{ epochs: recipe.epochs ?? usualEpochs }];
  return stagesOf(before, recipe.epochs ?? usualEpochs, namesOfSets(recipe));
}

export const namesOfSets = (recipe: RecipeWish): string[] => (setsOf(recipe) ?? []).map(({ name }) => name);

/** Why a plan cannot be chosen; nothing where it can. */
export function obstacleOf(
  recipe: RecipeWish,
  plan: PlanChoice,
  family: string,
): 'oneSet' | 'soft' | undefined {
  if (plan === 'general_to_specific' && namesOfSets(recipe).length < 2) return 'oneSet';
  return plan === 'unfreeze_ladder' && family === 'soft' ? 'soft' : undefined;
}

/** A stage with some of its fields changed; what is undefined is as the default has it. */
export function changeStage(recipe: RecipeWish, at: number, change: Partial<StageWish>): RecipeWish {
  const stages = stagesOfDraft(recipe).map((stage, place) =>
    place === at ? withoutUndefined({ ...stage, ...change }) : stage,
  );
  return { ...recipe, stages };
}

export function changeRows(
  recipe: RecipeWish,
  at: number,
  change: NonNullable<StageWish['rows']>,
): RecipeWish {
  const rows = withoutUndefined({ ...stagesOfDraft(recipe)[at]!.rows, ...change });
  return changeStage(recipe, at, { rows: Object.keys(rows).length > 0 ? rows : undefined });
}

export const addStage = (recipe: RecipeWish): RecipeWish => ({
  ...recipe,
  stages: [...stagesOfDraft(recipe), { epochs: 1 }],
});

export function removeStage(recipe: RecipeWish, at: number): RecipeWish {
  const left = stagesOfDraft(recipe).filter((_, place) => place !== at);
  return left.length > 0 ? { ...recipe, stages: left } : withPlan(recipe, 'none');
}

/** Swapped with the one before it. */
export function raiseStage(recipe: RecipeWish, at: number): RecipeWish {
  const stages = [...stagesOfDraft(recipe)];
  [stages[at - 1], stages[at]] = [stages[at]!, stages[at - 1]!];
  return { ...recipe, stages };
}

const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
