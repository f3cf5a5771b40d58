import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Spark } from '#platform/ui/charts/spark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { LoopStep } from '../../runs/loop-run.contract.ts';
import { runApi } from '../api.ts';
import { describeStep } from '../steps/describe-step.ts';
import { textOfFailure } from '../steps/text-of-failure.ts';
import type { TurnRow } from './turn-rows.ts';
import styles from './start.module.css';

/** What a row has to say: what its steps made, what goes on now, why one failed, or what it waits for. */
export function RowFacts({ project, row }: { project: string; row: TurnRow }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  return (
    <div className={styles.facts}>
      {row.name === 'verdict' && (
        <span className="quiet">{t(`start.verdict.${row.state === 'done' ? 'there' : 'honest'}`)}</span>
      )}
      {row.waitsFor && (
        <span className="quiet">{t('start.waitsFor', { what: t(`start.row.${row.waitsFor}`) })}</span>
      )}
      {row.steps
        .filter(step => step.state !== 'pending' && step.kind !== 'source')
        .map(step => (
          <span key={step.key}>
            {row.steps.length > 1 && <span className="quiet">{nameOf(step, t)} </span>}
            {describeStep(t, format, step)}
            {step.kind === 'import' && <Rejects project={project} step={step} />}
            {step.state === 'running' && <AtWork project={project} step={step} />}
            {step.error && <Failure error={step.error} />}
          </span>
        ))}
    </div>
  );
}

function nameOf(step: LoopStep, t: TFunction): string {
  const subject = step.kind === 'import' ? step.key.split(':').slice(2).join(':') : '';
  return subject || t(`loop:kinds.${step.kind}`, { defaultValue: step.title });
}

function Rejects({ project, step: { result } }: { project: string; step: LoopStep }) {
  const { t } = useTranslation('loop');
  if (!result || Number(result.rejectCount ?? 0) === 0) return null;
  return (
    <>
      {' '}
      <Link to={`/p/${project}/data/imports/${String(result.id)}` as string} className={styles.why}>
        {t('start.seeWhy')}
      </Link>
    </>
  );
}

function AtWork({ project, step }: { project: string; step: LoopStep }) {
  const { t } = useTranslation('loop');
  const number = step.kind === 'run' ? step.result?.number : undefined;
  if (typeof number === 'number') return <TuningCourse project={project} number={number} />;
  return <span className="quiet">{t('start.atWork')}</span>;
}

/** Loss and time to go of the run that the step started. */
function TuningCourse({ project, number }: { project: string; number: number }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const run = String(number);
  const { data } = useQuery(runApi.get.queryOptions({ input: { project, run } }));
  const steps = useQuery(runApi.events.queryOptions({ input: { project, run, type: 'step', limit: 500 } }));
  const losses = (steps.data?.items ?? [])
    .map(({ payload }) => payload.loss)
    .filter(loss => typeof loss === 'number');
  const progress = data?.progress;
  if (!progress) return <span className="quiet">{t('start.tuningStarts')}</span>;
  const { step, stepsPlanned, loss, etaS } = progress;
  return (
    <span className={styles.course}>
      <span>{t('start.step', { step: format.count(step), planned: format.count(stepsPlanned) })}</span>
      {losses.length > 1 && <Spark values={losses} />}
      {loss !== null && <span>{t('start.loss', { loss: format.decimal(loss, 3) })}</span>}
      {etaS !== null && <span className="quiet">{t('start.left', { time: format.duration(etaS) })}</span>}
    </span>
  );
}

function Failure({ error }: { error: NonNullable<LoopStep['error']> }) {
  const { t } = useTranslation();
  const { message, remedy, code } = textOfFailure(t, error);
  return (
    <span className={styles.failure}>
      {message} {remedy} <code className="quiet">{code}</code>
    </span>
  );
}
