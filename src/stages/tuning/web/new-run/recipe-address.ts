import * as z from 'zod';
import { type MethodName, methodNames, nameOfMethod, type RecipeWish } from '../../methods/method-names.ts';
import { isSame, isTree } from './recipe-changes.ts';
import { plainRecipe, type RecipeName, recipeNames } from './recipes.ts';

/** What the page edits: one document, and how far it is said to go. */
export type Draft = { recipe: RecipeWish; card: RecipeName };

/**
 * Version, base, method and recipe stand in the address: a run that is about to start can be shown to somebody. `set` is
 * the whole recipe where method and card alone do not say it; what is too long for an address is kept in the tab as `draft`.
 */
export const searchSchema = z.object({
  version: z.uuid().optional(),
  base: z.string().optional(),
  method: z.enum(methodNames).default('lora'),
  recipe: z.enum(recipeNames).default('standard'),
  set: z.record(z.string(), z.unknown()).optional(),
  draft: z.string().optional(),
  view: z.enum(['form', 'yaml']).default('form'),
});
type Address = { method?: MethodName; recipe?: RecipeName; set?: Record<string, unknown>; draft?: string };

/** Servers and messengers refuse longer addresses. */
const longestAddress = 6_000;
const longestText = 200;

/** A place that outlives a reload but not the tab. */
export type Keeping = Pick<Storage, 'getItem' | 'setItem'>;
const keyOf = (draft: string) => `attune.recipe.${draft}`;

export function readAddress(
  { method = 'lora', recipe = 'standard', set, draft }: Address,
  kept: Keeping,
): Draft {
  const stored = draft === undefined ? null : kept.getItem(keyOf(draft));
  const whole = stored === null ? set : (JSON.parse(stored) as Record<string, unknown>);
  return { recipe: (whole as RecipeWish | undefined) ?? plainRecipe(method, recipe), card: recipe };
}

export function writeAddress({ recipe, card }: Draft, kept: Keeping, draft: string): Address {
  const method = nameOfMethod(recipe.method);
  const names = {
    method: method === 'lora' ? undefined : method,
    recipe: card === 'standard' ? undefined : card,
  };
  const address = { ...names, set: undefined, draft: undefined };
  if (isSame(recipe, plainRecipe(method, card))) return address as Address;
  if (encodeURIComponent(JSON.stringify(recipe)).length <= longestAddress)
    return { ...address, set: recipe } as Address;
  kept.setItem(keyOf(draft), JSON.stringify(recipe));
  return { ...address, set: withoutLong(recipe as Record<string, unknown>), draft } as Address;
}

/** What of a long recipe another reader of the address sees: all but its long texts and lists. */
function withoutLong(tree: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(tree).map(
    ([name, value]) => [name, isTree(value) ? withoutLong(value) : value] as const,
  );
  return Object.fromEntries(
    entries.filter(([, value]) => isTree(value) || (JSON.stringify(value) ?? '').length <= longestText),
  );
}
