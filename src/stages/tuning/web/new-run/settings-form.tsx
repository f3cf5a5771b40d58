import { Input, InputNumber, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { type MethodField, usualRateOf } from '../../methods/method-fields.ts';
import { nameOfMethod, type RecipeWish } from '../../methods/method-names.ts';
import { useSay } from '../use-say.ts';
import { FieldFrame, type FieldProps, useFaultText } from './field-frame.tsx';
import { writeRate } from './method-picker.tsx';
import { setField } from './recipe-changes.ts';
import { formFieldsOf, trainingFields } from './form-fields.ts';
import { type Fault, faultAt } from './recipe-faults.ts';
import styles from './new-run.module.css';

type FormProps = {
  recipe: RecipeWish;
  faults: readonly Fault[];
  onChange: (recipe: RecipeWish) => void;
};

const read = (recipe: RecipeWish, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((place, name) => (place as Record<string, unknown> | undefined)?.[name], recipe);

const write = (recipe: RecipeWish, path: string, value: unknown): RecipeWish =>
  setField(recipe as Record<string, unknown>, path.split('.'), value ?? undefined) as RecipeWish;

/** The method's own fields. What stays empty is its default. */
export function MethodForm({ recipe, faults, onChange, systemPrompt }: FormProps & { systemPrompt: string }) {
  const say = useSay();
  const textOf = useFaultText();
  const name = nameOfMethod(recipe.method);
  const start = (recipe.method as { start?: string } | undefined)?.start ?? 'text';
  const fields = formFieldsOf(name).filter(field => field.name !== 'text' || start === 'text');
  if (fields.length === 0) return null;
  return (
    <div className={styles.fields}>
      {fields.map(field => {
        const path = `method.${field.name}`;
        const fault = faultAt(faults, path);
        return (
          <FieldFrame
            key={field.name}
            label={say(`field.${field.name}`)}
            hint={say(`hint.${field.name}`)}
            fault={fault && textOf(fault)}
            isWide={field.name === 'text'}
          >
            {props => (
              <MethodControl
                field={field}
                props={props}
                value={read(recipe, path)}
                placeholder={placeholderOf(field, say, systemPrompt)}
                onChange={value => onChange(write(recipe, path, value))}
              />
            )}
          </FieldFrame>
        );
      })}
    </div>
  );
}

function placeholderOf(field: MethodField, say: ReturnType<typeof useSay>, systemPrompt: string): string {
  if (field.name === 'text') return systemPrompt || say('none.text');
  if (field.default === null || field.default === undefined) return say(`none.${field.name}`);
  return field.type === 'choice'
    ? say(`choice.${field.name}.${String(field.default)}`)
    : String(field.default);
}

function MethodControl({
  field,
  props,
  value,
  placeholder,
  onChange,
}: {
  field: MethodField;
  props: FieldProps;
  value: unknown;
  placeholder: string;
  onChange: (value: unknown) => void;
}) {
  const say = useSay();
  switch (field.type) {
    case 'integer':
    case 'number':
      return (
        <InputNumber
          {...props}
          min={field.min ?? field.above ?? Number.MIN_SAFE_INTEGER}
          {...(field.max !== undefined && { max: field.max })}
          step={field.name === 'dropout' ? 0.05 : 1}
          {...(field.type === 'integer' && { precision: 0 })}
          value={typeof value === 'number' ? value : null}
          placeholder={placeholder}
          onChange={onChange}
        />
      );
    case 'flag':
      return (
        <Switch
          id={props.id}
          aria-describedby={props['aria-describedby']}
          size="small"
          checked={value === true}
          onChange={checked => onChange(checked || undefined)}
        />
      );
    case 'choice':
      return (
        <Select
          {...props}
          allowClear
          value={typeof value === 'string' ? value : null}
          placeholder={placeholder}
          onChange={onChange}
          options={field.choices!.map(each => ({ value: each, label: say(`choice.${field.name}.${each}`) }))}
        />
      );
    case 'text':
    case 'names':
      return (
        <Input.TextArea
          {...props}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={20_000}
          value={typeof value === 'string' ? value : ''}
          placeholder={placeholder}
          onChange={event => onChange(event.target.value || undefined)}
        />
      );
  }
}

/** How it learns, whatever the method. */
export function TrainingForm({ recipe, faults, onChange }: FormProps) {
  const { t } = useTranslation('tuning');
  const textOf = useFaultText();
  const usualRate = writeRate(usualRateOf(nameOfMethod(recipe.method), recipe.objective));
  return (
    <div className={styles.fields}>
      {trainingFields.map(({ path, label, min, step, standard: usual }) => {
        const fault = faultAt(faults, path);
        const value = read(recipe, path);
        return (
          <FieldFrame
            key={path}
            label={t(`new.${label}`)}
            hint={t(`new.hint.${label}`)}
            fault={fault && textOf(fault)}
          >
            {props => (
              <InputNumber
                {...props}
                min={min}
                step={step}
                value={typeof value === 'number' ? value : null}
                placeholder={label === 'learningRate' ? usualRate : (usual?.toString() ?? t('new.noLimit'))}
                onChange={next => onChange(write(recipe, path, next))}
              />
            )}
          </FieldFrame>
        );
      })}
    </div>
  );
}
