import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Legend } from '#platform/ui/charts/legend.tsx';
import { type Line, LineChart } from '#platform/ui/charts/line-chart.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { describeMethod, methodOf } from '../../methods/describe-method.ts';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import { MethodText } from '../method-text.tsx';
import { useSay } from '../use-say.ts';
import { listDifferences } from './list-differences.ts';
import styles from './compare.module.css';

const searchSchema = z.object({ runs: z.coerce.string().default('') });
const hues = ['petrol', 'amber', 'violet', 'slate'] as const;
const mostRuns = 8;

/** Validation losses over each other, and only the settings that differ. */
export default function ComparePage() {
  const { t } = useTranslation('tuning');
  const project = useProject();
  const [search] = useSearchState(searchSchema);
  const numbers = useMemo(
    () => [...new Set(search.runs.split(',').filter(word => /^\d+$/.test(word)))].slice(0, mostRuns),
    [search.runs],
  );
  const runs = useQueries({
    queries: numbers.map(run => runApi.get.queryOptions({ input: { project, run } })),
  });
  const evals = useQueries({
    queries: numbers.map(run =>
      runApi.events.queryOptions({ input: { project, run, type: 'eval', limit: 500 } }),
    ),
  });
  usePageTitle(t('compare.title'));
  const found = runs.flatMap(({ data }) => (data ? [data] : []));
  const courses = found.map(run => ({
    run,
    points: (evals[numbers.indexOf(String(run.number))]?.data?.items ?? []).flatMap(({ payload }) =>
      typeof payload.loss === 'number' ? [{ step: Number(payload.step), loss: payload.loss }] : [],
    ),
  }));
  return (
    <>
      <PageHead title={t('compare.title')} />
      {numbers.length < 2 && <EmptyState>{t('compare.pick')}</EmptyState>}
      {found.length > 0 && (
        <>
          <ValidationChart courses={courses} />
          <Differences project={project} runs={found} />
        </>
      )}
    </>
  );
}

type Course = { run: Run; points: { step: number; loss: number }[] };

function ValidationChart({ courses }: { courses: Course[] }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const say = useSay();
  const nameOf = (run: Run) => {
    const method = methodOf(run.config);
    return [t('run.title', { number: run.number }), method && describeMethod(method, say)]
      .filter(Boolean)
      .join(' · ');
  };
  const xs = [...new Set(courses.flatMap(({ points }) => points.map(point => point.step)))].sort(
    (a, b) => a - b,
  );
  const lines = courses.map(({ run, points }, at): Line => {
    const lossAt = new Map(points.map(point => [point.step, point.loss]));
    return {
      name: nameOf(run),
      hue: hues[at % hues.length]!,
      dashed: at >= hues.length,
      dots: true,
      values: xs.map(x => lossAt.get(x) ?? null),
    };
  });
  return (
    <section className={styles.chart} aria-labelledby="validation">
      <h2 id="validation">{t('compare.validation')}</h2>
      <Legend lines={lines} />
      <LineChart
        label={t('compare.validation')}
        xs={xs}
        lines={lines}
        formatX={format.count}
        formatY={value => format.decimal(value, 2)}
      />
    </section>
  );
}

function Differences({ project, runs }: { project: string; runs: readonly Run[] }) {
  const { t } = useTranslation('tuning');
  const rows = listDifferences(runs);
  return (
    <section className={styles.differences} aria-labelledby="differences">
      <h2 id="differences">{t('compare.differences')}</h2>
      {rows.length === 0 ? (
        <p className="quiet">{t('compare.same')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('compare.setting')}</th>
              {runs.map(run => (
                <th key={run.id} scope="col">
                  <Link to={`/p/${project}/tuning/runs/${run.number}` as string}>
                    {t('run.title', { number: run.number })}
                  </Link>
                  <span className={styles.method}>
                    <MethodText run={run} />
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ setting, values }) => (
              <tr key={setting}>
                <th scope="row">
                  <code>{setting}</code>
                </th>
                {values.map((value, at) => (
                  <td key={runs[at]!.id}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
