import { type MethodKind, usualRate } from '../../runs/training-method.ts';
import { kindOf, type MethodName, methodPresets, type RecipeWish } from '../../methods/method-names.ts';
import { isSame, withoutEmpty } from './recipe-changes.ts';

export const cardNames = ['gentle', 'standard', 'thorough'] as const;
export type CardName = (typeof cardNames)[number];
export const recipeNames = [...cardNames, 'custom'] as const;
export type RecipeName = (typeof recipeNames)[number];

/** How far a run goes. What a card leaves out is the method's usual value. */
type Card = { method?: Record<string, number>; isHalfRate?: boolean; epochs?: number };

const soft = (tokens: number): Record<CardName, Card> => ({
  gentle: { isHalfRate: true },
  standard: {},
  thorough: { method: { tokens }, epochs: 6 },
});

/** Soft prompts learn slowly: more epochs, not a higher rate. Whole weights forget fast: fewer. */
const cards: Record<MethodKind, Record<CardName, Card>> = {
  lora: {
    gentle: { method: { rank: 8, alpha: 16 }, isHalfRate: true, epochs: 1 },
    standard: {},
    thorough: { method: { rank: 32, alpha: 64 }, epochs: 3 },
  },
  full: { gentle: { isHalfRate: true, epochs: 1 }, standard: {}, thorough: { epochs: 3 } },
  freeze: {
    gentle: { method: { last_layers: 1 }, isHalfRate: true, epochs: 1 },
    standard: {},
    thorough: { method: { last_layers: 4 }, epochs: 3 },
  },
  prompt_tuning: soft(40),
  p_tuning: soft(40),
  prefix_tuning: soft(60),
};

/** The fields of a method that a card decides. */
const governed: Record<MethodKind, readonly string[]> = {
  lora: ['rank', 'alpha'],
  full: [],
  freeze: ['last_layers'],
  prompt_tuning: ['tokens'],
  p_tuning: ['tokens'],
  prefix_tuning: ['tokens'],
};

/** A recipe going as far as a card says. What a card does not decide stays. */
export function applyCard(recipe: RecipeWish, name: CardName): RecipeWish {
  const kind = kindOf(recipe.method);
  const card = cards[kind][name];
  const kept = Object.entries(recipe.method ?? {}).filter(([field]) => !governed[kind].includes(field));
  const { learning_rate: _rate, ...optimizer } = recipe.optimizer ?? {};
  const { epochs: _epochs, ...rest } = recipe;
  return withoutEmpty({
    ...rest,
    method: { ...Object.fromEntries(kept), ...card.method },
    optimizer: {
      ...optimizer,
      learning_rate: card.isHalfRate ? usualRate(kind, recipe.objective) / 2 : undefined,
    },
    epochs: card.epochs,
  }) as RecipeWish;
}

/** The card that a recipe goes as far as; none: custom. */
export const cardOf = (recipe: RecipeWish): CardName | undefined =>
  cardNames.find(name => isSame(applyCard(recipe, name), withoutEmpty(recipe)));

/** What a method and a card alone say. */
export const plainRecipe = (method: MethodName, recipe: RecipeName): RecipeWish =>
  applyCard({ method: methodPresets[method] }, recipe === 'custom' ? 'standard' : recipe);
