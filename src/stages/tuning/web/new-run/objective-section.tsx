import { InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { DatasetVersion } from '#stages/data/datasets/dataset.contract.ts';
import type { RecipeWish } from '../../methods/method-names.ts';
import { objectiveNames, type ObjectiveName, preferenceFields } from '../../runs/objectives.ts';
import { FieldFrame, useFaultText } from './field-frame.tsx';
import { setField } from './recipe-changes.ts';
import { type Fault, faultAt } from './recipe-faults.ts';
import styles from './new-run.module.css';

type Facts = DatasetVersion['facts'];

/** What is learned: answers as they stand, or what people prefer. Each choice says how many rows the version has for it. */
export function ObjectiveSection({
  recipe,
  facts,
  faults,
  onChoose,
  onChange,
}: {
  recipe: RecipeWish;
  facts: Facts | undefined;
  faults: readonly Fault[];
  onChoose: (objective: ObjectiveName) => void;
  onChange: (recipe: RecipeWish) => void;
}) {
  const { t } = useTranslation('tuning');
  const textOf = useFaultText();
  const objective = recipe.objective ?? 'sft';
  const preference = recipe.preference as Record<string, number | undefined> | undefined;
  const write = (name: string, value: number | null) =>
    onChange(
      setField(recipe as Record<string, unknown>, ['preference', name], value ?? undefined) as RecipeWish,
    );
  return (
    <>
      <h3 id="objective">{t('objective.title')}</h3>
      <Radio.Group
        className={styles.pair}
        aria-labelledby="objective"
        value={objective}
        onChange={event => onChoose(event.target.value as ObjectiveName)}
      >
        {objectiveNames.map(each => (
          <Radio key={each} value={each} className={styles.card}>
            <strong>{t(`objective.name.${each}`)}</strong>
            <span className="quiet">
              {t(`objective.about.${each}`)} <RowsOf facts={facts} objective={each} />
            </span>
          </Radio>
        ))}
      </Radio.Group>
      {preferenceFields[objective].length > 0 && (
        <div className={styles.fields}>
          {preferenceFields[objective].map(({ name, standard, min, max, step }) => {
            const fault = faultAt(faults, `preference.${name}`);
            return (
              <FieldFrame
                key={name}
                label={t(`objective.field.${name}`)}
                hint={t(`objective.hint.${name}`)}
                fault={fault && textOf(fault)}
              >
                {props => (
                  <InputNumber
                    {...props}
                    min={min}
                    {...(max !== undefined && { max })}
                    step={step}
                    value={preference?.[name] ?? null}
                    placeholder={String(standard)}
                    onChange={value => write(name, value)}
                  />
                )}
              </FieldFrame>
            );
          })}
        </div>
      )}
    </>
  );
}

function RowsOf({ facts, objective }: { facts: Facts | undefined; objective: ObjectiveName }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  if (!facts) return null;
  const { conversation, pair, judged } = facts.byKind;
  const counts = { sft: conversation.train, dpo: pair.train, kto: judged.train + 2 * pair.train };
  const count = counts[objective];
  return count === 0 ? (
    <em>{t('objective.noRows')}</em>
  ) : (
    t(`objective.rows.${objective}`, { count, shown: format.count(count) })
  );
}
