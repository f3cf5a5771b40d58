import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import type { BriefBody } from '../brief.contract.ts';
import styles from './brief.module.css';

type Metrics = BriefBody['metrics'];

/** Business metrics: name, where it stands, where it should be. */
export function MetricList({
  metrics,
  onChange,
}: {
  metrics: Metrics;
  onChange: (metrics: Metrics) => void;
}) {
  const { t } = useTranslation('need');
  const set = (at: number, change: Partial<Metrics[number]>) =>
    onChange(metrics.map((metric, index) => (index === at ? { ...metric, ...change } : metric)));
  return (
    <fieldset className={styles.field}>
      <legend>{t('brief.metrics')}</legend>
      {metrics.map((metric, at) => (
        <div key={at} className={styles.metric}>
          {(['name', 'now', 'aim'] as const).map(field => {
            const label = t(field === 'name' ? 'brief.metric' : `brief.${field}`);
            return (
              <Input
                key={field}
                aria-label={label}
                placeholder={label}
                value={metric[field]}
                onChange={event => set(at, { [field]: event.target.value })}
              />
            );
          })}
          <Button
            type="text"
            aria-label={t('brief.removeMetric', { name: metric.name })}
            onClick={() => onChange(metrics.filter((_, index) => index !== at))}
          >
            <Icon name="close" />
          </Button>
        </div>
      ))}
      <Button className={styles.start} onClick={() => onChange([...metrics, { name: '', now: '', aim: '' }])}>
        {t('brief.addMetric')}
      </Button>
    </fieldset>
  );
}
