import { Button, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RecipeWish } from '../../methods/method-names.ts';
import type { StageWish } from '../../runs/training-plan.ts';
import { FieldFrame, useFaultText } from './field-frame.tsx';
import { addStage, changeRows, changeStage, namesOfSets, raiseStage, removeStage } from './plan-draft.ts';
import type { Fault } from './recipe-faults.ts';
import styles from './new-run.module.css';

type EditorProps = {
  recipe: RecipeWish;
  faults: readonly Fault[];
  onChange: (recipe: RecipeWish) => void;
  stages: readonly StageWish[];
  /** Soft prompts have no layers to choose. */
  isSoft: boolean;
};

/** The stages of a plan, one below the other: what is trained, on which rows, for how long. */
export function StageEditor(props: EditorProps) {
  const { t } = useTranslation('tuning');
  const { recipe, onChange, stages } = props;
  return (
    <ol className={styles.stages} aria-label={t('plan.stages')}>
      {stages.map((stage, at) => (
        <StageFields key={at} {...props} stage={stage} at={at} />
      ))}
      <li>
        <Button size="small" onClick={() => onChange(addStage(recipe))}>
          {t('plan.add')}
        </Button>
      </li>
    </ol>
  );
}

function StageFields({
  recipe,
  faults,
  onChange,
  isSoft,
  stage,
  at,
}: EditorProps & { stage: StageWish; at: number }) {
  const { t } = useTranslation('tuning');
  const textOf = useFaultText();
  const title = t('plan.stage', { number: at + 1 });
  const change = (next: Partial<StageWish>) => onChange(changeStage(recipe, at, next));
  const own = faults.filter(({ field }) => field === `stages.${at}` || field.startsWith(`stages.${at}.`));
  return (
    <li className={styles.stage} aria-label={title}>
      <div className={styles.stageHead}>
        <strong>{title}</strong>
        <Input
          aria-label={t('plan.name')}
          size="small"
          maxLength={40}
          value={stage.name ?? ''}
          placeholder={t('plan.name')}
          onChange={event => change({ name: event.target.value || undefined })}
        />
        <Button
          size="small"
          type="text"
          disabled={at === 0}
          aria-label={t('plan.up', { stage: title })}
          onClick={() => onChange(raiseStage(recipe, at))}
        >
          ↑
        </Button>
        <Button
          size="small"
          type="text"
          aria-label={t('plan.remove', { stage: title })}
          onClick={() => onChange(removeStage(recipe, at))}
        >
          ✕
        </Button>
      </div>
      <div className={styles.fields}>
        {!isSoft && <Layers stage={stage} onChange={change} />}
        <RowsOfStage recipe={recipe} stage={stage} at={at} onChange={onChange} />
        <Length stage={stage} onChange={change} />
        <FieldFrame label={t('plan.rate')} hint={t('plan.rateHint')}>
          {props => (
            <InputNumber
              {...props}
              min={0}
              step={0.1}
              value={stage.rate_factor ?? null}
              placeholder="1"
              onChange={next => change({ rate_factor: next ?? undefined })}
            />
          )}
        </FieldFrame>
      </div>
      {own.map(fault => (
        <p key={`${fault.field}${fault.code}`} className={styles.fault}>
          ! {textOf(fault)}
        </p>
      ))}
    </li>
  );
}

type By = 'all' | 'share' | 'count';
type FieldsProps = { stage: StageWish; onChange: (change: Partial<StageWish>) => void };

/** The layers that are trained: a share of them or a number; a choice of either takes the other away. */
function Layers({ stage, onChange }: FieldsProps) {
  const { t } = useTranslation('tuning');
  const { last_layers: count, upper_share: share } = stage;
  const by = typeof count === 'number' ? 'count' : typeof share === 'number' ? 'share' : 'all';
  const first = { all: {}, count: { last_layers: 2 }, share: { upper_share: 0.5 } };
  return (
    <FieldFrame label={t('plan.layers')} hint={t(`plan.layersHint.${by}`)}>
      {props => (
        <div className={styles.joined}>
          <Select<By>
            {...props}
            value={by}
            onChange={next => onChange({ last_layers: undefined, upper_share: undefined, ...first[next] })}
            options={(['all', 'share', 'count'] as const).map(each => ({
              value: each,
              label: t(`plan.layersBy.${each}`),
            }))}
          />
          {by === 'count' && (
            <InputNumber
              aria-label={t('plan.layersBy.count')}
              min={1}
              precision={0}
              value={count!}
              onChange={next => onChange({ last_layers: next ?? 1 })}
            />
          )}
          {by === 'share' && (
            <Percent
              label={t('plan.layersBy.share')}
              value={share!}
              onChange={next => onChange({ upper_share: next ?? 1 })}
            />
          )}
        </div>
      )}
    </FieldFrame>
  );
}

function RowsOfStage({
  recipe,
  stage,
  at,
  onChange,
}: Pick<EditorProps, 'recipe' | 'onChange'> & { stage: StageWish; at: number }) {
  const { t } = useTranslation('tuning');
  const rows = stage.rows ?? {};
  const names = namesOfSets(recipe);
  const change = (next: typeof rows) => onChange(changeRows(recipe, at, next));
  return (
    <>
      <FieldFrame label={t('plan.difficulty')} hint={t('plan.difficultyHint')}>
        {({ id }) => (
          <div className={styles.joined} id={id}>
            <Percent
              label={t('plan.from')}
              value={rows.harder_than}
              placeholder="0"
              onChange={next => change({ harder_than: next })}
            />
            <span aria-hidden>–</span>
            <Percent
              label={t('plan.to')}
              value={rows.easier_than}
              placeholder="100"
              onChange={next => change({ easier_than: next })}
            />
          </div>
        )}
      </FieldFrame>
      {names.length > 0 && (
        <FieldFrame label={t('plan.tasks')} hint={t('plan.tasksHint')}>
          {props => (
            <Select
              {...props}
              mode="multiple"
              allowClear
              value={rows.tasks ?? []}
              placeholder={t('plan.allTasks')}
              onChange={(next: string[]) => change({ tasks: next.length > 0 ? next : undefined })}
              options={names.map(name => ({ value: name, label: name }))}
            />
          )}
        </FieldFrame>
      )}
      <FieldFrame label={t('plan.labels')} hint={t('plan.labelsHint')}>
        {props => (
          <Select
            {...props}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={rows.labels ?? []}
            placeholder={t('plan.allLabels')}
            onChange={(next: string[]) => change({ labels: next.length > 0 ? next : undefined })}
          />
        )}
      </FieldFrame>
    </>
  );
}

/** In epochs over its own rows, or in steps. */
function Length({ stage, onChange }: FieldsProps) {
  const { t } = useTranslation('tuning');
  const isSteps = typeof stage.steps === 'number';
  return (
    <FieldFrame label={t('plan.length')} hint={t('plan.lengthHint')}>
      {({ id, ...props }) => (
        <div className={styles.joined}>
          <InputNumber
            {...props}
            id={id}
            min={0}
            step={isSteps ? 10 : 0.5}
            value={(isSteps ? stage.steps : stage.epochs) ?? null}
            placeholder="1"
            onChange={next => onChange(isSteps ? { steps: next ?? 1 } : { epochs: next ?? undefined })}
          />
          <Select
            aria-label={t('plan.unit')}
            value={isSteps ? 'steps' : 'epochs'}
            onChange={next =>
              onChange(next === 'steps' ? { steps: 20, epochs: undefined } : { epochs: 1, steps: undefined })
            }
            options={(['epochs', 'steps'] as const).map(each => ({ value: each, label: t(`plan.${each}`) }))}
          />
        </div>
      )}
    </FieldFrame>
  );
}

/** A share, written in percent. */
function Percent({
  label,
  value,
  placeholder,
  onChange,
}: {
  label: string;
  value: number | undefined;
  placeholder?: string;
  onChange: (share: number | undefined) => void;
}) {
  return (
    <InputNumber
      aria-label={label}
      min={0}
      max={100}
      step={5}
      suffix="%"
      value={value === undefined ? null : Math.round(value * 1_000) / 10}
      {...(placeholder !== undefined && { placeholder })}
      onChange={next => onChange(next === null ? undefined : next / 100)}
    />
  );
}
