import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Legend } from '#platform/ui/charts/legend.tsx';
import { type Line, LineChart } from '#platform/ui/charts/line-chart.tsx';
import { smooth } from '#platform/ui/charts/thin-points.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import type { RewardPoint, RunCourse } from './run-course.ts';
import styles from './run.module.css';

const half = 0.5;

/** What preferred and other answers gained against the untrained model, and how often the right ones gained more. */
export function RewardPane({ course: { rewards, evalRewards } }: { course: RunCourse }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const names = useMemo(
    () => ({
      chosen: t('reward.chosen'),
      rejected: t('reward.rejected'),
      margin: t('reward.margin'),
      accuracy: t('reward.accuracy'),
      validation: t('reward.validation'),
    }),
    [t],
  );
  const gains = useMemo(
    () =>
      linesOf(rewards, evalRewards, [
        { name: names.chosen, hue: 'petrol', of: point => point.chosen },
        { name: names.rejected, hue: 'slate', of: point => point.rejected },
        { name: names.margin, hue: 'amber', dots: true, of: point => point.margin },
      ]),
    [rewards, evalRewards, names],
  );
  const right = useMemo(
    () =>
      linesOf(rewards, evalRewards, [
        { name: names.accuracy, hue: 'petrol', of: point => point.accuracy },
        { name: names.validation, hue: 'amber', dots: true, of: point => point.accuracy },
      ]),
    [rewards, evalRewards, names],
  );
  const last = rewards.at(-1);
  if (!last) return null;
  const shown = (value: number | null | undefined) =>
    typeof value === 'number' ? format.decimal(value, 3) : '–';
  return (
    <section className={styles.pane} aria-labelledby="rewards">
      <div className={styles.paneHead}>
        <h2 id="rewards">{t('reward.title')}</h2>
        <Legend lines={gains.lines} />
      </div>
      <p className="quiet">{t('reward.meaning')}</p>
      <LineChart
        label={t('reward.spoken', {
          chosen: shown(last.chosen),
          rejected: shown(last.rejected),
          margin: shown(last.margin),
        })}
        {...gains}
        height={220}
        formatX={format.count}
        formatY={value => format.decimal(value, 2)}
      />
      <div className={styles.paneHead}>
        <h3>{names.accuracy}</h3>
        <Legend lines={right.lines} />
      </div>
      <LineChart
        label={t('reward.spokenAccuracy', { accuracy: format.percent(last.accuracy, 0) })}
        {...right}
        height={160}
        range={[0, 1]}
        marks={[half]}
        formatX={format.count}
        formatY={value => format.percent(value, 0)}
      />
    </section>
  );
}

type Wish = Omit<Line, 'values'> & { of: (point: RewardPoint) => number | null };

/** Lines over the steps, smoothed; dots are the evaluations. */
function linesOf(steps: readonly RewardPoint[], evals: readonly RewardPoint[], wishes: readonly Wish[]) {
  const xs = [...new Set([...steps, ...evals].map(({ step }) => step))].sort((a, b) => a - b);
  const lines = wishes.map(({ of, ...line }): Line => {
    const points = line.dots ? evals : steps;
    const values = points.map(of);
    const drawn = line.dots ? values : smooth(values, steps.length < 200 ? 0.6 : 0.9);
    const at = new Map(points.map(({ step }, place) => [step, drawn[place] ?? null]));
    return { ...line, values: xs.map(x => at.get(x) ?? null) };
  });
  return { xs, lines };
}
