import { AttuneError } from '#platform/http/attune-error.ts';
import { type Recipe, recipeSchema } from '../runs/recipe.ts';
import { usualRate } from '../runs/training-method.ts';
import type { Hyperparameters, Method } from './hyperparameters.ts';
import type { NewJob } from './job.contract.ts';

type Wish = Pick<NewJob, 'method' | 'hyperparameters' | 'seed' | 'attune'>;

/**
 * The recipe that OpenAI's words come to. The multiplier is one of the learning rate that the recipe names, or else of the
 * usual one of its method. Throws `conflicting_hyperparameters`, and `invalid_recipe` that names the field.
 */
export function recipeOfJob({ method, hyperparameters, seed, attune }: Wish): Recipe {
  if (method && hyperparameters) throw conflict();
  const objective = method?.type === 'dpo' ? 'dpo' : 'sft';
  const recipe = parseRecipe({ ...attune.recipe, objective, ...(typeof seed === 'number' && { seed }) });
  const { n_epochs, batch_size, learning_rate_multiplier, beta } = decided(
    hyperparameters ?? readMethod(method),
  );
  const rate = recipe.optimizer.learning_rate ?? usualRate(recipe.method.kind, objective);
  return {
    ...recipe,
    epochs: n_epochs ?? recipe.epochs,
    batch_rows: batch_size ?? recipe.batch_rows,
    preference: { ...recipe.preference, beta: beta ?? recipe.preference.beta },
    optimizer: { ...recipe.optimizer, learning_rate: times(rate, learning_rate_multiplier ?? 1) },
  };
}

/** What OpenAI's words would have been for a recipe. */
export function hyperparametersOf({ epochs, batch_rows, method, optimizer, objective, preference }: Recipe) {
  const rate = usualRate(method.kind, objective);
  return {
    n_epochs: epochs,
    batch_size: batch_rows,
    learning_rate_multiplier: times((optimizer.learning_rate ?? rate) / rate, 1),
    ...(objective === 'dpo' && { beta: preference.beta }),
  };
}

function readMethod(method: Method | undefined): Hyperparameters {
  return (method?.type === 'dpo' ? method.dpo : method?.supervised)?.hyperparameters ?? {};
}

type Decided = { [Name in keyof Hyperparameters]: Exclude<Hyperparameters[Name], 'auto'> };

const decided = (wish: Hyperparameters): Decided =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== 'auto')) as Decided;

/** Without the last bits that products of binary fractions leave: 3e-4, not 0.00030000000000000003. */
const times = (value: number, factor: number): number => Number((value * factor).toPrecision(12));

function parseRecipe(wish: object): Recipe {
  const parsed = recipeSchema.safeParse(wish);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const param = ['attune', 'recipe', ...issue.path, ...unknown].join('.');
  throw new AttuneError('invalid_recipe', `${param}: ${issue.message}`, {
    fields: { param },
    remedy: 'docs/methods names the fields of a recipe; `attune run methods` prints them.',
  });
}

const conflict = () =>
  new AttuneError(
    'conflicting_hyperparameters',
    'The job names hyperparameters twice: at the top and in method.',
    {
      fields: { param: 'hyperparameters' },
      remedy: 'Leave those at the top out; method has their newer place.',
    },
  );
