import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import styles from './coming.module.css';

/** What already does a part of the work, and where. */
const already: Record<Coming, readonly (readonly [text: string, path: string])[]> = {
  labeling: [
    ['votes', 'evaluation'],
    ['feedback', 'feedback'],
    ['labels', 'data/records'],
  ],
  monitoring: [
    ['calls', 'serving/calls'],
    ['waiting', 'loop'],
    ['feedback', 'feedback/received'],
  ],
};
const coming = { labeling: 3, monitoring: 3 } as const;
export type Coming = keyof typeof coming;

/** A stage without pages of its own yet: what belongs there, what does it today, what comes. */
export function ComingPage({ stage }: { stage: Coming }) {
  const { t } = useTranslation('shell');
  const project = useProject();
  usePageTitle(t(`stage.${stage}`));
  return (
    <>
      <PageHead title={t(`stage.${stage}`)} facts={t('coming.facts')} />
      <div className={styles.text}>
        <p>{t(`coming.${stage}.purpose`)}</p>
        <section>
          <h2>{t('coming.already')}</h2>
          <ul>
            {already[stage].map(([text, path]) => (
              <li key={text}>
                <Link to={`/p/${project}/${path}` as string}>{t(`coming.${stage}.${text}.name`)}</Link>{' '}
                <span>{t(`coming.${stage}.${text}.does`)}</span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h2>{t('coming.comes')}</h2>
          <ul>
            {Array.from({ length: coming[stage] }, (_, at) => (
              <li key={at}>{t(`coming.${stage}.next${at + 1}`)}</li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
