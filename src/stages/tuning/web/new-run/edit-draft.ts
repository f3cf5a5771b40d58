import { changeMethod, kindOf, type MethodName, type RecipeWish } from '../../methods/method-names.ts';
import type { ObjectiveName } from '../../runs/objectives.ts';
import type { Draft } from './recipe-address.ts';
import { isSame, withoutEmpty } from './recipe-changes.ts';
import { applyCard, cardOf, type RecipeName } from './recipes.ts';

/** What goes further or less far than its card is custom. */
export function withRecipe({ card }: Draft, recipe: RecipeWish): Draft {
  if (card === 'custom') return { recipe, card };
  return {
    recipe,
    card: isSame(applyCard(recipe, card), withoutEmpty(recipe)) ? card : (cardOf(recipe) ?? 'custom'),
  };
}

/** A rate for one kind of method is none for another; a card is its own for each. */
export function withMethod({ recipe, card }: Draft, name: MethodName): Draft {
  const method = changeMethod(recipe.method, name);
  const { learning_rate: rate, ...optimizer } = recipe.optimizer ?? {};
  const keepsRate = kindOf(method) === kindOf(recipe.method) && rate !== undefined;
  const next = withoutEmpty({
    ...recipe,
    method,
    optimizer: { ...optimizer, ...(keepsRate && { learning_rate: rate }) },
  }) as RecipeWish;
  return { recipe: card === 'custom' ? next : applyCard(next, card), card };
}

/** A rate and the weights for one objective are none for another. */
export function withObjective({ recipe, card }: Draft, objective: ObjectiveName): Draft {
  const { objective: _objective, preference: _preference, optimizer, ...rest } = recipe;
  const { learning_rate: _rate, ...kept } = optimizer ?? {};
  const next = withoutEmpty({
    ...rest,
    ...(objective !== 'sft' && { objective }),
    optimizer: kept,
  }) as RecipeWish;
  return { recipe: card === 'custom' ? next : applyCard(next, card), card };
}

export const withCard = ({ recipe }: Draft, card: RecipeName): Draft => ({
  recipe: card === 'custom' ? recipe : applyCard(recipe, card),
  card,
});

/** A recipe with what the pre-flight advises written over it: a method of another kind replaces the old one. */
export function withAdvice(recipe: RecipeWish, advised: Record<string, unknown>): RecipeWish {
  const { method, optimizer, ...rest } = advised as RecipeWish;
  const replaces = method !== undefined && 'kind' in method;
  const rates = Object.entries({ ...recipe.optimizer, ...optimizer }).filter(([, value]) => value !== null);
  return withoutEmpty({
    ...recipe,
    ...rest,
    method: replaces ? method : { ...recipe.method, ...method },
    optimizer: Object.fromEntries(rates),
  }) as RecipeWish;
}
