import { useTranslation } from 'react-i18next';
import { smooth } from '#platform/ui/charts/thin-points.ts';
import { type Stat, StatStrip } from '#platform/ui/panes/stat-strip.tsx';
import { type Format, useFormat } from '#platform/ui/use-language.ts';
import type { Run } from '../../runs/run.contract.ts';
import type { RunCourse } from './run-course.ts';

const sparkPoints = 40;

/** The six numbers people look at. */
export function RunNumbers({ run, course }: { run: Run; course: RunCourse }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const last = course.steps.at(-1);
  const best = course.evals.filter(point => point.loss !== null).toSorted((a, b) => a.loss! - b.loss!)[0];
  const smoothed = smooth(course.steps.map(point => point.loss)).at(-1);
  const memory = run.preflight?.memory;
  const stats: Stat[] = [
    {
      name: t('number.trainLoss'),
      value: decimal(format, last?.loss, 3),
      meaning:
        typeof smoothed === 'number'
          ? t('number.smoothed', { loss: format.decimal(smoothed, 3) })
          : undefined,
      spark: lastOf(course.steps.map(point => point.loss)),
    },
    {
      name: t('number.validationLoss'),
      value: decimal(format, course.evals.at(-1)?.loss, 3),
      meaning: best
        ? t('number.best', { loss: format.decimal(best.loss!, 3), step: format.count(best.step) })
        : undefined,
      spark: lastOf(course.evals.map(point => point.loss)),
    },
    {
      name: t('number.throughput'),
      value: decimal(format, last?.tokensPerS, 0),
      unit: t('number.tokensPerS'),
      meaning: t('number.real'),
      spark: lastOf(course.steps.map(point => point.tokensPerS)),
    },
    {
      name: t('number.memory'),
      value: typeof last?.memoryBytes === 'number' ? format.bytes(last.memoryBytes) : '–',
      meaning: memory
        ? t('number.predicted', {
            low: format.bytes(memory.low_bytes),
            high: format.bytes(memory.high_bytes),
          })
        : undefined,
    },
    {
      name: t('number.learningRate'),
      value: typeof last?.learningRate === 'number' ? rateOf(last.learningRate) : '–',
      spark: lastOf(course.steps.map(point => point.learningRate)),
    },
    {
      name: t('number.tokens'),
      value: typeof last?.totalTokens === 'number' ? format.compact(last.totalTokens) : '–',
      meaning: t('number.tokensMeaning'),
    },
  ];
  return <StatStrip stats={stats} />;
}

const decimal = (format: Format, value: number | null | undefined, digits: number): string =>
  typeof value === 'number' ? format.decimal(value, digits) : '–';

/** The last points of a course, gaps left out. */
const lastOf = (values: readonly (number | null)[]): number[] =>
  values.filter((value): value is number => value !== null).slice(-sparkPoints);

/** At the end of a schedule nothing is left of it. */
const rateOf = (rate: number): string => (rate === 0 ? '0' : rate.toExponential(1));
