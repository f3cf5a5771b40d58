import type { RecipeWish } from '../methods/method-names.ts';
import { methodOf } from '../methods/describe-method.ts';
import { mixtureOf } from './mixture-of-run.ts';
import type { Run } from './run.contract.ts';
import { recipeSchema } from './recipe.ts';
import { isSoftPrompt, usualRate } from './training-method.ts';

type Tree = Record<string, unknown>;
type FrozenRun = Pick<Run, 'config' | 'systemPrompt'>;

const rowId = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;

/** A frozen run's settings as a recipe again, whole: `attune run create --recipe FILE` and loop.yaml read it. */
export function recipeOfRun({ config }: FrozenRun): Tree {
  const { protocol: _protocol, run_id: _id, base: _base, data: _data, ...rest } = config;
  const mixture = mixtureOf({ config });
  const recipe = mixture
    ? { dataset: mixture.tasks, mixing: { temperature: mixture.temperature }, ...rest }
    : rest;
  return isTree(recipe.sample) ? { ...recipe, sample: withoutChosenPrompts(recipe.sample) } : recipe;
}

/** Questions that were taken from the validation rows are taken again; those that somebody wrote are kept. */
function withoutChosenPrompts(sample: Tree): Tree {
  const { prompts, ...rest } = sample as { prompts?: { id: string }[] };
  const areOwn = Array.isArray(prompts) && prompts.some(({ id }) => !rowId.test(id));
  return areOwn ? { ...rest, prompts } : rest;
}

/** Only what a frozen run says beyond the standard recipe of its method and the project's own words. */
export function wishOfRun(run: FrozenRun): RecipeWish {
  const method = methodOf(run.config);
  if (!method) return {};
  const recipe = recipeOfRun(run);
  const plain = recipeSchema.parse({ method: { kind: method.kind } });
  const { kind, ...fields } = differencesFrom(plain.method, method) as Tree;
  const own = isSoftPrompt(method) && method.text === run.systemPrompt ? omit(fields, 'text') : fields;
  const {
    optimizer,
    method: _method,
    ...rest
  } = differencesFrom(plain, recipe) as Tree & { optimizer?: Tree };
  const isUsual = optimizer?.learning_rate === usualRate(method.kind, recipe.objective as string | undefined);
  const kept = isUsual ? omit(optimizer!, 'learning_rate') : optimizer;
  return {
    method: { kind: kind ?? method.kind, ...own },
    ...(kept && Object.keys(kept).length > 0 && { optimizer: kept }),
    ...rest,
  } as RecipeWish;
}

const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const omit = (tree: Tree, key: string): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));

function differencesFrom(plain: Tree, tree: Tree): Tree {
  const entries = Object.entries(tree).flatMap(([name, value]): [string, unknown][] => {
    const usual = plain[name];
    if (isTree(value) && isTree(usual)) {
      const inner = differencesFrom(usual, value);
      return Object.keys(inner).length > 0 ? [[name, inner]] : [];
    }
    return JSON.stringify(value) === JSON.stringify(usual) ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}
