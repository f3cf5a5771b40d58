import { recipeSchema } from './recipe.ts';

/** What a run may learn from its rows; browser-safe. */
export const objectiveNames = ['sft', 'dpo', 'kto'] as const;
export type ObjectiveName = (typeof objectiveNames)[number];

const standard = recipeSchema.parse({}).preference;
type Field = { name: keyof typeof standard; standard: number; min: number; max?: number; step: number };

const field = (name: Field['name'], step: number, max?: number): Field => ({
  name,
  standard: standard[name],
  min: 0,
  step,
  ...(max !== undefined && { max }),
});
const beta = field('beta', 0.05);

/** The fields of `preference` that each objective reads. */
export const preferenceFields: Record<ObjectiveName, readonly Field[]> = {
  sft: [],
  dpo: [beta, field('label_smoothing', 0.05, 0.5)],
  kto: [beta, field('desirable_weight', 0.1), field('undesirable_weight', 0.1)],
};
