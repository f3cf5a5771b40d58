import type { RecipeWish } from '../../methods/method-names.ts';
import type { DataSetWish } from '../../runs/training-plan.ts';
import { isTree } from './recipe-changes.ts';

/** A frozen dataset version that a run may learn from. */
export type Choice = { id: string; name: string; n: number; rows: number };

/** What is set of several data sets; of what is no list, nothing. */
export const setsOf = ({ dataset }: RecipeWish): DataSetWish[] | undefined =>
  Array.isArray(dataset) && dataset.every(isTree) ? dataset : undefined;

/** The recipe with one more data set; the first step to several names the run's own as well. */
export function addSet(recipe: RecipeWish, own: string | undefined, choices: readonly Choice[]): RecipeWish {
  const sets = setsOf(recipe) ?? [{ name: nameFor(own, choices, []) }];
  const used = new Set(sets.map(({ version }) => version ?? own));
  const next = choices.find(({ id }) => !used.has(id)) ?? choices[0];
  if (!next) return recipe;
  return { ...recipe, dataset: [...sets, { version: next.id, name: nameFor(next.id, choices, sets) }] };
}

/** Without one of them; one that is left alone is the run's own again. Gives the recipe and that version. */
export function removeSet(recipe: RecipeWish, own: string | undefined, at: number) {
  const left = (setsOf(recipe) ?? []).filter((_, place) => place !== at);
  if (left.length > 1) return { recipe: { ...recipe, dataset: left }, version: own };
  const { dataset: _dataset, mixing: _mixing, ...rest } = recipe;
  return { recipe: rest as RecipeWish, version: left[0]?.version ?? own };
}

/** Another version takes the name of its data set, unless somebody wrote another one. */
export function chooseVersion(
  recipe: RecipeWish,
  own: string | undefined,
  at: number,
  version: string,
  choices: readonly Choice[],
): RecipeWish {
  const sets = setsOf(recipe) ?? [];
  const others = sets.filter((_, place) => place !== at);
  const old = sets[at]!;
  const wasGiven = old.name === nameFor(old.version ?? own, choices, others);
  return changeSet(recipe, at, {
    version,
    ...(wasGiven && { name: nameFor(version, choices, others) }),
  });
}

export const changeSet = (recipe: RecipeWish, at: number, change: Partial<DataSetWish>): RecipeWish => ({
  ...recipe,
  dataset: (setsOf(recipe) ?? []).map((set, place) => (place === at ? { ...set, ...change } : set)),
});

/** The version to send beside a recipe: none where all its data sets name their own. */
export const ownVersion = (recipe: RecipeWish, own: string | undefined): string | undefined =>
  setsOf(recipe)?.every(({ version }) => typeof version === 'string') ? undefined : own;

function nameFor(id: string | null | undefined, choices: readonly Choice[], others: readonly DataSetWish[]) {
  const plain = (choices.find(choice => choice.id === id)?.name ?? 'data').slice(0, 36);
  const taken = new Set(others.map(({ name }) => name));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? plain : `${plain} ${n}`;
    if (!taken.has(name)) return name;
  }
}
