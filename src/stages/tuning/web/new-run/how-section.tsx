import { useQuery } from '@tanstack/react-query';
import { Radio, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { projectApi } from '#stages/need/web/index.ts';
import type { DatasetVersion } from '#stages/data/datasets/dataset.contract.ts';
import { familyOf, kindOf, nameOfMethod } from '../../methods/method-names.ts';
import { useFaultText } from './field-frame.tsx';
import { MethodPicker } from './method-picker.tsx';
import { PlanSection } from './plan-section.tsx';
import type { Fault } from './recipe-faults.ts';
import { ObjectiveSection } from './objective-section.tsx';
import { type RecipeName, recipeNames } from './recipes.ts';
import { listUnseen } from './form-fields.ts';
import { MethodForm, TrainingForm } from './settings-form.tsx';
import type { useDraft } from './use-draft.ts';
import type { Shares } from './use-shares.ts';
import styles from './new-run.module.css';

/** The text view brings its parser: only who opens it waits for it. */
const YamlView = lazy(() => import('./yaml-view.tsx'));

type View = 'form' | 'yaml';

/** Method, how far to go, every setting: as a form or as YAML, two views of one document. */
export function HowSection({
  project,
  draft,
  facts,
  faults,
  shares,
  isBroken,
  onBroken,
  view,
  onView,
}: {
  project: string;
  draft: ReturnType<typeof useDraft>;
  facts: DatasetVersion['facts'] | undefined;
  faults: readonly Fault[];
  shares: Shares;
  isBroken: boolean;
  onBroken: (isBroken: boolean) => void;
  view: View;
  onView: (view: View) => void;
}) {
  const { t } = useTranslation('tuning');
  const { recipe } = draft;
  const [text, setText] = useState('');
  const toggle = () => onView(view === 'form' ? 'yaml' : 'form');
  useKeys({ y: isBroken ? undefined : { does: t('new.view'), act: toggle } });
  return (
    <section aria-labelledby="how" className={styles.how}>
      <div className={styles.howHead}>
        <h2 id="how">{t('new.how')}</h2>
        <Segmented<View>
          size="small"
          aria-label={t('new.view')}
          value={view}
          onChange={onView}
          options={[
            { value: 'form', label: t('new.form'), disabled: isBroken },
            { value: 'yaml', label: 'YAML' },
          ]}
        />
      </div>
      {view === 'yaml' ? (
        <Suspense fallback={<p className="quiet">YAML…</p>}>
          <YamlView
            recipe={recipe}
            text={text}
            onText={setText}
            onChange={draft.setRecipe}
            onBroken={onBroken}
          />
        </Suspense>
      ) : (
        <SettingsView project={project} draft={draft} facts={facts} faults={faults} shares={shares} />
      )}
    </section>
  );
}

function SettingsView({
  project,
  draft,
  facts,
  faults,
  shares,
}: Pick<Parameters<typeof HowSection>[0], 'project' | 'draft' | 'facts' | 'faults' | 'shares'>) {
  const { t } = useTranslation('tuning');
  const { recipe, card } = draft;
  const about = useQuery(projectApi.get.queryOptions({ input: { project } }));
  const method = nameOfMethod(recipe.method);
  const kind = kindOf(recipe.method);
  const hints = kind === 'freeze' || kind === 'full' ? kind : familyOf(kind);
  const form = { recipe, faults, onChange: draft.setRecipe };
  return (
    <>
      <ObjectiveSection {...form} facts={facts} onChoose={draft.chooseObjective} />
      <MethodPicker value={method} shares={shares} onChange={draft.chooseMethod} />
      <MethodForm {...form} systemPrompt={about.data?.systemPrompt ?? ''} />
      <h3 id="recipe">{t('new.recipe')}</h3>
      <Radio.Group
        className={styles.pair}
        aria-labelledby="recipe"
        value={card}
        onChange={event => draft.chooseCard(event.target.value as RecipeName)}
      >
        {recipeNames.map(each => (
          <Radio key={each} value={each} className={styles.card}>
            <strong>{t(`new.recipes.${each}`)}</strong>
            <span className="quiet">
              {each === 'custom' ? t('new.recipeHint.custom') : t(`new.recipeHint.${hints}.${each}`)}
            </span>
          </Radio>
        ))}
      </Radio.Group>
      {card === 'custom' && <TrainingForm {...form} />}
      <PlanSection {...form} />
      <Unseen recipe={recipe} faults={faults} isWhole={card === 'custom'} />
    </>
  );
}

/** What is set beyond the fields above: it holds, and stands in the YAML. */
function Unseen({
  recipe,
  faults,
  isWhole,
}: {
  recipe: Parameters<typeof listUnseen>[0];
  faults: readonly Fault[];
  isWhole: boolean;
}) {
  const { t } = useTranslation('tuning');
  const textOf = useFaultText();
  const unseen = listUnseen(recipe, isWhole);
  if (unseen.length === 0) return null;
  return (
    <div className={styles.unseen}>
      <p className="quiet">
        {t('new.alsoSet')}{' '}
        {unseen.map(path => (
          <code key={path}>{path}</code>
        ))}
      </p>
      {faults
        .filter(fault => unseen.includes(fault.field))
        .map(fault => (
          <p key={fault.field} className={styles.fault}>
            ! {textOf(fault)}
          </p>
        ))}
    </div>
  );
}
