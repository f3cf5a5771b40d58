import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { assessNeed, fewestGoodRows } from '../assess-need.ts';
import type { BriefBody } from '../brief.contract.ts';
import { briefApi } from './api.ts';
import styles from './brief.module.css';

/** The same decision that the server records, made here at every change. */
export function VerdictPane({
  project,
  brief,
  isSaved,
}: {
  project: string;
  brief: BriefBody;
  isSaved: boolean;
}) {
  const { t } = useTranslation('need');
  const record = useMutation(briefApi.assess.mutationOptions());
  if (brief.problem.trim() === '') return <aside className={styles.verdict}>{t('verdict.first')}</aside>;
  const { verdict, reasons, missing } = assessNeed(brief);
  return (
    <aside className={styles.verdict} aria-live="polite">
      <h2>{t('verdict.title')}</h2>
      <p className={styles.word}>{t(`verdict.${verdict}`)}</p>
      <h3>{t('verdict.why')}</h3>
      <Notes codes={reasons} sign="✓" />
      <h3>{t('verdict.missing')}</h3>
      {missing.length === 0 ? <p>{t('verdict.nothing')}</p> : <Notes codes={missing} sign="✗" />}
      <Button disabled={!isSaved} loading={record.isPending} onClick={() => record.mutate({ project })}>
        {record.isSuccess ? t('brief.recorded') : t('brief.record')}
      </Button>
      {record.error && <ErrorPane error={record.error} />}
    </aside>
  );
}

function Notes({ codes, sign }: { codes: { code: string }[]; sign: string }) {
  const { t } = useTranslation('need');
  return (
    <ul className={styles.notes}>
      {codes.map(({ code }) => (
        <li key={code}>
          <span aria-hidden>{sign}</span>
          {t(`note.${code}`, { fewest: fewestGoodRows })}
        </li>
      ))}
    </ul>
  );
}
