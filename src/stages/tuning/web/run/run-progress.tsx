import { useTranslation } from 'react-i18next';
import { StepBar } from '#platform/ui/panes/step-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { useQuery } from '@tanstack/react-query';
import { useProject } from '#platform/ui/use-project.ts';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import { isAtWork } from '../run-mark.ts';
import styles from './run.module.css';

/** How far it is, in steps and in time; while it waits, for what; when it failed, why and what to do. */
export function RunProgress({ run }: { run: Run }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const project = useProject();
  const { data } = useQuery(runApi.checkpoints.queryOptions({ input: { project, run: run.id } }));
  const { progress } = run;
  if (run.error)
    return (
      <div role="alert" className={styles.progress}>
        <strong>{run.error.message}</strong>
        {run.error.remedy && <p className="quiet">{run.error.remedy}</p>}
      </div>
    );
  if (!progress)
    return (
      <p className={styles.progress}>
        {run.queuePosition ? t('progress.queued', { count: run.queuePosition }) : t('progress.starting')}
      </p>
    );
  if (progress.reference && progress.step === 0)
    return (
      <div className={styles.progress}>
        <StepBar
          done={progress.reference.done}
          total={progress.reference.total}
          marks={[]}
          label={t('progress.reference')}
        />
        <p className={styles.ends}>
          {t('progress.referenceRows', {
            done: format.count(progress.reference.done),
            total: format.count(progress.reference.total),
          })}
        </p>
      </div>
    );
  const marks = (data?.items ?? []).map(({ step, isKept }) => ({
    at: step,
    isDone: isKept,
    title: t('checkpoint.at', { step: format.count(step) }),
  }));
  const share = progress.stepsPlanned > 0 ? progress.step / progress.stepsPlanned : 0;
  const gone = run.startedAt && ((run.endedAt ?? new Date()).getTime() - run.startedAt.getTime()) / 1000;
  return (
    <div className={styles.progress}>
      <StepBar done={progress.step} total={progress.stepsPlanned} marks={marks} label={t('progress.label')} />
      <p className={styles.ends}>
        <span>
          <strong>{format.percent(share, 0)}</strong>{' '}
          {t('progress.steps', {
            step: format.count(progress.step),
            of: format.count(progress.stepsPlanned),
          })}
          {' · '}
          {t('progress.epoch', { epoch: format.decimal(progress.epoch, 2) })}
        </span>
        <span>
          {gone !== null && t('progress.gone', { time: format.duration(gone) })}
          {isAtWork(run) && progress.etaS !== null && (
            <>
              {' · '}
              <strong>{t('progress.left', { time: format.duration(progress.etaS) })}</strong>
            </>
          )}
        </span>
      </p>
    </div>
  );
}
