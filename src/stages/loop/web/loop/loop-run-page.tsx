import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { LoopStep } from '../../runs/loop-run.contract.ts';
import { loopApi } from '../api.ts';
import { describeStep } from '../steps/describe-step.ts';
import { textOfFailure } from '../steps/text-of-failure.ts';
import { loopMarks, stepMarks } from './loop-mark.ts';
import styles from './loop.module.css';

/** A loop from a file with its steps: what each made, or why it failed. */
export default function LoopRunPage() {
  const { t } = useTranslation('loop');
  const project = useProject();
  const number = useParam('number');
  const query = useQuery(loopApi.get.queryOptions({ input: { project, number: Number(number) } }));
  usePageTitle(t('loops.name', { number, name: query.data?.name ?? '' }));
  return (
    <QueryPane query={query}>
      {loop => (
        <>
          <PageHead
            title={t('loops.name', { number: loop.number, name: loop.name })}
            state={<StateMark mark={loopMarks[loop.state]}>{t(`state.${loop.state}`)}</StateMark>}
          />
          <ol className={styles.steps}>
            {loop.steps.map(step => (
              <Step key={step.key} step={step} />
            ))}
          </ol>
          <p className={styles.again}>{t('loops.again')}</p>
        </>
      )}
    </QueryPane>
  );
}

function Step({ step }: { step: LoopStep }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const { startedAt, endedAt, state, kind, key, error } = step;
  const failure = error && textOfFailure(t, error);
  const subject = key.split(':').slice(1).join(' · ');
  return (
    <li>
      <StateMark mark={stepMarks[state]}>{t(`step.${state}`)}</StateMark>
      <span>
        {t(`kinds.${kind}`, { defaultValue: step.title })}{' '}
        {subject && <span className="quiet">{subject}</span>}
        {failure && (
          <span className={styles.error}>
            {failure.message} {failure.remedy}
          </span>
        )}
      </span>
      <span className="quiet">{describeStep(t, format, step)}</span>
      <span className="quiet">
        {startedAt && endedAt && format.duration((endedAt.getTime() - startedAt.getTime()) / 1000)}
      </span>
    </li>
  );
}
