import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BriefBody } from '../brief.contract.ts';
import { type BriefField, fieldOf } from './merge-briefs.ts';
import type { Clash } from './use-brief.ts';
import styles from './brief.module.css';

/** Where two people wrote the same field: both versions in full, and nothing is stored before one was chosen. */
export function ClashPane({
  clash: { theirs, both },
  mine,
  choose,
}: {
  clash: Clash;
  mine: BriefBody;
  choose: (field: BriefField, from: 'mine' | 'theirs') => void;
}) {
  const { t } = useTranslation('need');
  return (
    <section className={styles.clash} role="alert" aria-labelledby="clash">
      <h2 id="clash">{t('clash.title')}</h2>
      <p className="quiet">{t('clash.text')}</p>
      {both.map(field => (
        <div key={field} className={styles.versions}>
          <h3>{t(labelOf(field))}</h3>
          {(['mine', 'theirs'] as const).map(from => (
            <div key={from}>
              <p className="quiet">{t(`clash.${from}`)}</p>
              <p className={styles.version}>
                <Shown field={field} value={fieldOf(from === 'mine' ? mine : theirs.body, field)} />
              </p>
              <Button onClick={() => choose(field, from)}>
                {t(from === 'mine' ? 'clash.keepMine' : 'clash.takeTheirs')}
              </Button>
            </div>
          ))}
        </div>
      ))}
    </section>
  );
}

const labelOf = (field: BriefField): string => `brief.${field}`;

function Shown({ field, value }: { field: BriefField; value: unknown }) {
  const { t } = useTranslation('need');
  if (field === 'metrics')
    return (
      (value as BriefBody['metrics']).map(({ name, now, aim }) => `${name}: ${now} → ${aim}`).join('; ') ||
      '–'
    );
  if (field === 'reason') return t(`brief.reasons.${String(value)}`);
  if (typeof value === 'boolean') return t(value ? 'clash.yes' : 'clash.no');
  if (['zeroShot', 'fewShot', 'chainOfThought', 'retrieval'].includes(field))
    return t(`brief.answers.${String(value)}`);
  return String(value) || '–';
}
