import { InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { recipeSchema } from '../../runs/recipe.ts';
import { type TrainingMethod, trainingMethodSchema, usualRates } from '../../runs/training-method.ts';
import type { RecipeWish } from './recipes.ts';
import styles from './new-run.module.css';

const standard = recipeSchema.parse({});
const lora = trainingMethodSchema.parse({}) as Extract<TrainingMethod, { kind: 'lora' }>;

/** The wish for LoRA's own fields. */
const loraOf = ({ method }: RecipeWish): Partial<typeof lora> =>
  method && (method.kind ?? 'lora') === 'lora' ? (method as Partial<typeof lora>) : {};

type Field = {
  name: string;
  min: number;
  step: number;
  /** What the standard recipe says; null = no limit. */
  standard: number | null;
  read: (recipe: RecipeWish) => number | null | undefined;
  write: (recipe: RecipeWish, value: number | undefined) => RecipeWish;
};

const fields: readonly Field[] = [
  {
    name: 'rank',
    min: 1,
    step: 1,
    standard: lora.rank,
    read: recipe => loraOf(recipe).rank,
    write: (recipe, rank) => ({ ...recipe, method: { ...loraOf(recipe), rank } }),
  },
  {
    name: 'alpha',
    min: 1,
    step: 1,
    standard: lora.alpha,
    read: recipe => loraOf(recipe).alpha,
    write: (recipe, alpha) => ({ ...recipe, method: { ...loraOf(recipe), alpha } }),
  },
  {
    name: 'learningRate',
    min: 0.000_001,
    step: 0.0001,
    standard: usualRates.lora,
    read: recipe => recipe.optimizer?.learning_rate,
    write: (recipe, learning_rate) => ({ ...recipe, optimizer: { ...recipe.optimizer, learning_rate } }),
  },
  plain('epochs', 0.1, 0.5),
  plain('max_steps', 1, 10),
  plain('batch_rows', 1, 1),
  plain('max_tokens_per_row', 8, 64),
  plain('seed', 0, 1),
];

function plain(
  key: 'epochs' | 'max_steps' | 'batch_rows' | 'max_tokens_per_row' | 'seed',
  min: number,
  step: number,
): Field {
  const names = {
    epochs: 'epochs',
    max_steps: 'maxSteps',
    batch_rows: 'batchRows',
    max_tokens_per_row: 'maxTokens',
    seed: 'seed',
  };
  return {
    name: names[key],
    min,
    step,
    standard: standard[key],
    read: recipe => recipe[key],
    write: (recipe, value) => ({ ...recipe, [key]: value }),
  };
}

/** The fields that people change; what stays empty is the standard recipe's. */
export function CustomRecipe({
  recipe,
  onChange,
}: {
  recipe: RecipeWish;
  onChange: (recipe: RecipeWish) => void;
}) {
  const { t } = useTranslation('tuning');
  return (
    <div className={styles.fields}>
      {fields.map(field => (
        <Labelled key={field.name} label={t(`new.${field.name}`)}>
          {id => (
            <InputNumber
              id={id}
              min={field.min}
              step={field.step}
              value={field.read(recipe) ?? null}
              placeholder={field.standard === null ? '–' : String(field.standard)}
              onChange={value => onChange(field.write(recipe, value ?? undefined))}
            />
          )}
        </Labelled>
      ))}
    </div>
  );
}
