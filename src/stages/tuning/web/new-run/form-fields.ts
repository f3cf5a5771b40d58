import { fieldsOfMethod } from '../../methods/method-fields.ts';
import { type MethodName, nameOfMethod, type RecipeWish } from '../../methods/method-names.ts';
import { preferenceFields } from '../../runs/objectives.ts';
import { recipeSchema } from '../../runs/recipe.ts';
import { listFields } from './recipe-changes.ts';

const standard = recipeSchema.parse({});

/** Fields that a form shows badly: lists and expressions over names. They are written as YAML. */
const inYamlOnly = ['targets', 'pattern'];
export const formFieldsOf = (name: MethodName) =>
  fieldsOfMethod(name).filter(field => !inYamlOnly.includes(field.name));

export const trainingFields = [
  { path: 'optimizer.learning_rate', label: 'learningRate', min: 0, step: 0.0001, standard: null },
  { path: 'epochs', label: 'epochs', min: 0, step: 0.5, standard: standard.epochs },
  { path: 'max_steps', label: 'maxSteps', min: 1, step: 10, standard: null },
  { path: 'batch_rows', label: 'batchRows', min: 1, step: 1, standard: standard.batch_rows },
  { path: 'max_tokens_per_row', label: 'maxTokens', min: 8, step: 64, standard: standard.max_tokens_per_row },
  { path: 'seed', label: 'seed', min: 0, step: 1, standard: standard.seed },
] as const;

/** What is set and stands in no field of the form; with `isWhole` false the training fields stand in none. */
export function listUnseen(recipe: RecipeWish, isWhole: boolean): string[] {
  const name = nameOfMethod(recipe.method);
  const seen = new Set([
    'method.kind',
    ...['start', 'magnitudes', 'quantization'].map(each => `method.${each}`),
    ...formFieldsOf(name).map(field => `method.${field.name}`),
    'objective',
    ...preferenceFields[recipe.objective ?? 'sft'].map(field => `preference.${field.name}`),
    'optimizer.learning_rate',
    'epochs',
    'stages',
    'dataset',
    'mixing.temperature',
    ...(isWhole ? trainingFields.map(({ path }) => path) : []),
  ]);
  return listFields(recipe as Record<string, unknown>).filter(path => !seen.has(path));
}
