import { useTranslation } from 'react-i18next';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Example } from '#stages/loop/example/example.contract.ts';
import styles from './setup.module.css';

/** What the example tunes: whether it is here, how large it is, and under which licence. */
export function StarterModel({ base }: { base: Example['base'] }) {
  const { t } = useTranslation('setup');
  const format = useFormat();
  if (!base || base.bytes === null)
    return (
      <p>
        <StateMark mark="failed">{t('model.missing')}</StateMark> {t('model.remedy')}{' '}
        <code>npm run setup</code>
      </p>
    );
  return (
    <div className={styles.model}>
      <dl className={styles.facts}>
        <dt>{t('model.name')}</dt>
        <dd lang="en">{base.name}</dd>
        <dt>{t('model.size')}</dt>
        <dd>
          {t('model.sizes', { parameters: format.compact(base.parameters), bytes: format.bytes(base.bytes) })}
        </dd>
        <dt>{t('model.licence')}</dt>
        <dd lang="en">{base.license}</dd>
      </dl>
      <p className="quiet">{t('model.here')}</p>
    </div>
  );
}
