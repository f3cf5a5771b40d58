import { Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { useTranslation } from 'react-i18next';
import { type BriefBody, reasonSchema } from '../brief.contract.ts';
import { MetricList } from './metric-list.tsx';
import styles from './brief.module.css';

type Props = { brief: BriefBody; onChange: (brief: BriefBody) => void };

const attempts = ['zeroShot', 'fewShot', 'chainOfThought', 'retrieval'] as const;
const answers = ['no', 'insufficient', 'sufficient', 'not_applicable'] as const;

export function BriefForm({ brief, onChange }: Props) {
  const { t } = useTranslation('need');
  const set = (change: Partial<BriefBody>) => onChange({ ...brief, ...change });
  return (
    <form className={styles.document} onSubmit={event => event.preventDefault()}>
      <fieldset className={styles.field}>
        <legend>{t('brief.reason')}</legend>
        <Radio.Group
          vertical
          value={brief.reason}
          onChange={event => set({ reason: event.target.value as BriefBody['reason'] })}
          options={reasonSchema.options.map(value => ({ value, label: t(`brief.reasons.${value}`) }))}
        />
      </fieldset>
      {(['problem', 'target', 'limits'] as const).map(name => (
        <Labelled key={name} label={t(`brief.${name}`)}>
          {id => (
            <Input.TextArea
              id={id}
              variant="filled"
              autoSize={{ minRows: name === 'problem' ? 3 : 1, maxRows: 16 }}
              maxLength={name === 'problem' ? 4_000 : 2_000}
              placeholder={t(`brief.${name}Hint`)}
              value={brief[name]}
              onChange={event => set({ [name]: event.target.value })}
            />
          )}
        </Labelled>
      ))}
      <MetricList metrics={brief.metrics} onChange={metrics => set({ metrics })} />
      <Readiness brief={brief} onChange={onChange} />
    </form>
  );
}

function Readiness({ brief, onChange }: Props) {
  const { t } = useTranslation('need');
  const { readiness } = brief;
  const set = (change: Partial<BriefBody['readiness']>) =>
    onChange({ ...brief, readiness: { ...readiness, ...change } });
  return (
    <fieldset className={styles.field}>
      <legend>{t('brief.tried')}</legend>
      <div className={styles.readiness}>
        {attempts.map(name => (
          <Labelled key={name} label={t(`brief.${name}`)}>
            {id => (
              <Select
                id={id}
                value={readiness[name]}
                onChange={value => set({ [name]: value })}
                options={answers.map(value => ({ value, label: t(`brief.answers.${value}`) }))}
              />
            )}
          </Labelled>
        ))}
      </div>
      <Checkbox checked={readiness.decomposed} onChange={event => set({ decomposed: event.target.checked })}>
        {t('brief.decomposed')}
      </Checkbox>
      <Labelled label={t('brief.goodRows')}>
        {id => (
          <InputNumber
            id={id}
            min={0}
            precision={0}
            value={readiness.goodRows}
            onChange={value => set({ goodRows: value ?? 0 })}
          />
        )}
      </Labelled>
      <Labelled label={t('brief.nextBasePlan')}>
        {id => (
          <Input
            id={id}
            placeholder={t('brief.nextBasePlanHint')}
            value={readiness.nextBasePlan}
            onChange={event => set({ nextBasePlan: event.target.value })}
          />
        )}
      </Labelled>
    </fieldset>
  );
}
