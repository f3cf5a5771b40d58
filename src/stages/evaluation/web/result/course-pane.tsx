import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Line, LineChart } from '#platform/ui/charts/line-chart.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import type { Course } from '../../results/vote-list.contract.ts';
import { evaluationApi } from '../api.ts';
import styles from './result.module.css';

type Props = { project: string; evaluation: Evaluation };

/** How the support rate settled, vote by vote: the band that may be looked at, and the bracket of the end. */
export function CoursePane({ project, evaluation }: Props) {
  const { t } = useTranslation('evaluation');
  const query = useQuery(
    evaluationApi.course.queryOptions({ input: { project, evaluation: evaluation.id } }),
  );
  return (
    <section className={styles.trust} aria-labelledby="course">
      <h2 id="course">{t('course.title')}</h2>
      <QueryPane query={query}>
        {course =>
          course.points.length > 1 ? <Drawn course={course} /> : <p className="quiet">{t('course.few')}</p>
        }
      </QueryPane>
    </section>
  );
}

function Drawn({ course }: { course: Course }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const { xs, lines, low, high } = useMemo(() => linesOf(course, t('supportRate')), [course, t]);
  const { points, looks, final } = course;
  const last = final ?? points.at(-1)!;
  const interval = { low: format.rate(last.low), high: format.rate(last.high) };
  return (
    <>
      <LineChart
        label={t('course.spoken', {
          from: format.percent(points[0]!.rate),
          to: format.percent(last.rate),
          n: format.count(last.n),
          ...interval,
        })}
        xs={xs}
        lines={lines}
        height={170}
        range={[0, 100]}
        marks={[50, 70, 80]}
        band={{ low, high }}
        bracket={final ? { low: final.low * 100, high: final.high * 100 } : undefined}
        ticks={looks}
        formatX={format.count}
        formatY={value => format.count(value)}
      />
      <p className="quiet">
        {t(final ? 'course.final' : 'course.open', interval)}
        {looks.length > 0 && ` · ${t('course.looks', { count: looks.length })}`}
      </p>
    </>
  );
}

function linesOf({ points }: Course, name: string) {
  const rate: Line = { name, hue: 'petrol', values: points.map(point => point.rate * 100) };
  return {
    xs: points.map(({ n }) => n),
    lines: [rate],
    low: points.map(({ low }) => low * 100),
    high: points.map(({ high }) => high * 100),
  };
}
