import type * as z from 'zod';
import type { recipeSchema } from '../../runs/recipe.ts';

export type RecipeWish = z.input<typeof recipeSchema>;

export const recipeNames = ['gentle', 'standard', 'thorough', 'custom'] as const;
export type RecipeName = (typeof recipeNames)[number];

/** What each card changes of the standard recipe. */
export const recipes: Record<Exclude<RecipeName, 'custom'>, RecipeWish> = {
  gentle: { method: { rank: 8, alpha: 16 }, optimizer: { learning_rate: 0.0005 }, epochs: 1 },
  standard: {},
  thorough: { method: { rank: 32, alpha: 64 }, epochs: 3 },
};
