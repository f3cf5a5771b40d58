import { Link } from '@tanstack/react-router';
import { Button, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { RecipeWish } from '../../methods/method-names.ts';
import { addSet, changeSet, type Choice, chooseVersion, removeSet, setsOf } from './data-sets.ts';
import { FieldFrame, useFaultText } from './field-frame.tsx';
import { setField } from './recipe-changes.ts';
import type { Fault } from './recipe-faults.ts';
import styles from './new-run.module.css';

type DataSectionProps = {
  project: string;
  choices: readonly Choice[];
  isLoaded: boolean;
  /** The run's own dataset version. */
  version: string | undefined;
  onVersion: (id: string | undefined) => void;
  recipe: RecipeWish;
  faults: readonly Fault[];
  onRecipe: (recipe: RecipeWish) => void;
};

/** What a run learns from: one dataset version, or several that are mixed by weight. */
export function DataSection(props: DataSectionProps) {
  const { project, choices, isLoaded, version, onVersion, recipe, faults, onRecipe } = props;
  const { t } = useTranslation('tuning');
  const textOf = useFaultText();
  const sets = setsOf(recipe);
  if (isLoaded && choices.length === 0)
    return (
      <p>
        {t('new.noDataset')} <Link to={`/p/${project}/data/datasets` as string}>{t('new.toDatasets')}</Link>
      </p>
    );
  return (
    <div className={styles.dataSets}>
      {sets ? (
        <ol aria-label={t('data.several')}>
          {sets.map((_, at) => (
            <DataSetFields key={at} {...props} at={at} />
          ))}
        </ol>
      ) : (
        <Labelled label={t('new.dataset')}>
          {id => <VersionSelect id={id} choices={choices} value={version} onChange={onVersion} />}
        </Labelled>
      )}
      {faults
        .filter(({ field }) => /^(dataset|mixing)/.test(field))
        .map(fault => (
          <p key={`${fault.field}${fault.code}`} className={styles.fault}>
            ! {textOf(fault)}
          </p>
        ))}
      <Button
        size="small"
        disabled={choices.length === 0}
        onClick={() => onRecipe(addSet(recipe, version, choices))}
      >
        {t('data.add')}
      </Button>
      {sets && <Temperature recipe={recipe} onRecipe={onRecipe} />}
    </div>
  );
}

function DataSetFields({
  choices,
  version,
  onVersion,
  recipe,
  onRecipe,
  at,
}: DataSectionProps & { at: number }) {
  const { t } = useTranslation('tuning');
  const { version: own, name, weight } = setsOf(recipe)![at]!;
  const change = (next: Parameters<typeof changeSet>[2]) => onRecipe(changeSet(recipe, at, next));
  const remove = () => {
    const left = removeSet(recipe, version, at);
    onRecipe(left.recipe);
    if (left.version !== version) onVersion(left.version);
  };
  return (
    <li className={styles.dataSet}>
      <Labelled label={t('data.number', { number: at + 1 })}>
        {id => (
          <VersionSelect
            id={id}
            choices={choices}
            value={own ?? version}
            onChange={next => onRecipe(chooseVersion(recipe, version, at, next, choices))}
          />
        )}
      </Labelled>
      <div className={styles.dataSetLine}>
        <Input
          aria-label={t('data.name', { number: at + 1 })}
          value={name}
          maxLength={40}
          onChange={event => change({ name: event.target.value })}
        />
        <InputNumber
          aria-label={t('data.weightOf', { name })}
          prefix="×"
          min={0}
          step={0.5}
          value={typeof weight === 'number' ? weight : null}
          placeholder="1"
          onChange={next => change({ weight: next ?? undefined })}
        />
        <Button size="small" type="text" aria-label={t('data.remove', { name })} onClick={remove}>
          ✕
        </Button>
      </div>
    </li>
  );
}

/** How far the shares of the data sets are brought towards each other. */
function Temperature({ recipe, onRecipe }: Pick<DataSectionProps, 'recipe' | 'onRecipe'>) {
  const { t } = useTranslation('tuning');
  const tree = recipe as Record<string, unknown>;
  return (
    <FieldFrame label={t('data.temperature')} hint={t('data.temperatureHint')}>
      {props => (
        <InputNumber
          {...props}
          min={0}
          step={0.5}
          value={recipe.mixing?.temperature ?? null}
          placeholder="1"
          onChange={next =>
            onRecipe(setField(tree, ['mixing', 'temperature'], next ?? undefined) as RecipeWish)
          }
        />
      )}
    </FieldFrame>
  );
}

function VersionSelect({
  id,
  choices,
  value,
  onChange,
}: {
  id: string;
  choices: readonly Choice[];
  value: string | undefined;
  onChange: (id: string) => void;
}) {
  const format = useFormat();
  return (
    <Select
      id={id}
      value={value ?? null}
      onChange={onChange}
      options={choices.map(({ id: key, name, n, rows }) => ({
        value: key,
        label: `${name} v${n} · ${format.count(rows)}`,
      }))}
    />
  );
}
