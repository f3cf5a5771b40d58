import { Button, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { familyOf, kindOf, type RecipeWish } from '../../methods/method-names.ts';
import { obstacleOf, type PlanChoice, planChoices, planOf, stagesOfDraft, withPlan } from './plan-draft.ts';
import type { Fault } from './recipe-faults.ts';
import { StageEditor } from './stage-editor.tsx';
import styles from './new-run.module.css';

type PlanSectionProps = {
  recipe: RecipeWish;
  faults: readonly Fault[];
  onChange: (recipe: RecipeWish) => void;
};

/** In how many stages a run learns: in one, by a plan that has a name, or as somebody writes it. */
export function PlanSection(props: PlanSectionProps) {
  const { t } = useTranslation('tuning');
  const { recipe, onChange } = props;
  const plan = planOf(recipe);
  const family = familyOf(kindOf(recipe.method));
  return (
    <>
      <h3 id="plan">{t('plan.title')}</h3>
      <Radio.Group
        className={styles.pair}
        aria-labelledby="plan"
        value={plan}
        onChange={event => onChange(withPlan(recipe, event.target.value as PlanChoice))}
      >
        {planChoices.map(each => {
          const obstacle = obstacleOf(recipe, each, family);
          return (
            <Radio key={each} value={each} className={styles.card} disabled={obstacle !== undefined}>
              <strong>{t(`plan.names.${each}`)}</strong>
              <span className="quiet">{t(obstacle ? `plan.obstacle.${obstacle}` : `plan.hint.${each}`)}</span>
            </Radio>
          );
        })}
      </Radio.Group>
      {plan === 'own' && <StageEditor {...props} stages={stagesOfDraft(recipe)} isSoft={family === 'soft'} />}
      {plan !== 'own' && plan !== 'none' && obstacleOf(recipe, plan, family) === undefined && (
        <Button size="small" onClick={() => onChange(withPlan(recipe, 'own'))}>
          {t('plan.writeOut')}
        </Button>
      )}
    </>
  );
}
