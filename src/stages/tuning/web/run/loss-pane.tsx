import { Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Legend } from '#platform/ui/charts/legend.tsx';
import { type Line, LineChart } from '#platform/ui/charts/line-chart.tsx';
import { type Point, smooth, thinPoints } from '#platform/ui/charts/thin-points.ts';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import type { Run } from '../../runs/run.contract.ts';
import { stageLabel, stagesOfRun } from '../stage-label.ts';
import type { RunCourse } from './run-course.ts';
import styles from './run.module.css';

const searchSchema = z.object({ scale: z.enum(['linear', 'log']).default('linear') });
const mostPoints = 2_000;

/** Raw, smoothed and validation loss over the steps. */
export function LossPane({ run, course }: { run: Run; course: RunCourse }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const [{ scale }, change] = useSearchState(searchSchema);
  const turn = () => change({ scale: scale === 'log' ? 'linear' : 'log' }, { replace: true });
  useKeys({ l: { does: t('loss.scale'), act: turn } });
  const { xs, lines } = useMemo(
    () => linesOf(course, [t('loss.raw'), t('loss.train'), t('loss.validation')]),
    [course, t],
  );
  const stages = useMemo(() => stagesOfRun(run), [run.config]);
  const lastEval = course.evals.at(-1);
  return (
    <section className={styles.pane} aria-labelledby="loss">
      <div className={styles.paneHead}>
        <h2 id="loss">{t('loss.title')}</h2>
        <Legend lines={lines} />
        <Segmented
          size="small"
          value={scale}
          onChange={next => change({ scale: next as typeof scale }, { replace: true })}
          options={[
            { value: 'linear', label: t('loss.linear') },
            { value: 'log', label: t('loss.log') },
          ]}
        />
      </div>
      {course.steps.length === 0 ? (
        <p className="quiet">{t('loss.empty')}</p>
      ) : (
        <LineChart
          label={t('loss.spoken', {
            steps: format.count(course.steps.length),
            loss: course.steps.at(-1)?.loss?.toFixed(3),
            validation: lastEval?.loss?.toFixed(3) ?? '–',
          })}
          xs={xs}
          lines={lines}
          log={scale === 'log'}
          dividers={course.stages.map(({ stage, step }) => ({
            x: step,
            label: stages[stage - 1] ? stageLabel(t, format, stages[stage - 1]!) : String(stage),
          }))}
          formatX={format.count}
          formatY={value => format.decimal(value, value < 0.1 ? 3 : 1)}
        />
      )}
    </section>
  );
}

/** All lines on one axis: the thinned steps and every evaluation. */
export function linesOf(
  { steps, evals }: Record<'steps' | 'evals', readonly { step: number; loss: number | null }[]>,
  [raw, train, validation]: [string, string, string],
): { xs: number[]; lines: Line[] } {
  const smoothed = smooth(
    steps.map(point => point.loss),
    steps.length < 200 ? 0.6 : 0.9,
  );
  const points = steps.flatMap(({ step, loss }): Point[] => (loss === null ? [] : [[step, loss]]));
  const kept = new Set(thinPoints(points, mostPoints).map(([x]) => x));
  const lossAt = new Map(steps.map(({ step, loss }, at) => [step, { loss, smoothed: smoothed[at] ?? null }]));
  const evalAt = new Map(evals.map(({ step, loss }) => [step, loss]));
  const xs = [...new Set([...kept, ...evalAt.keys()])].sort((a, b) => a - b);
  return {
    xs,
    lines: [
      { name: raw, hue: 'petrol', isRaw: true, values: xs.map(x => lossAt.get(x)?.loss ?? null) },
      { name: train, hue: 'petrol', values: xs.map(x => lossAt.get(x)?.smoothed ?? null) },
      { name: validation, hue: 'amber', dots: true, values: xs.map(x => evalAt.get(x) ?? null) },
    ],
  };
}
