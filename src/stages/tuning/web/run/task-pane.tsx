import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LineChart } from '#platform/ui/charts/line-chart.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { linesOf } from './loss-pane.tsx';
import { coursesOfTasks, type TaskCourse } from './courses-of-tasks.ts';
import type { RunCourse } from './run-course.ts';
import styles from './run.module.css';

/** How every data set of a mixture is learned, each in a chart of its own; nothing where a run has one. */
export function TaskPane({ course }: { course: RunCourse }) {
  const { t } = useTranslation('tuning');
  const courses = useMemo(() => coursesOfTasks(course), [course]);
  if (courses.length === 0) return null;
  return (
    <section className={styles.pane} aria-labelledby="tasks">
      <div className={styles.paneHead}>
        <h2 id="tasks">{t('tasks.title')}</h2>
      </div>
      <div className={styles.tasks}>
        {courses.map(each => (
          <TaskChart key={each.name} course={each} />
        ))}
      </div>
    </section>
  );
}

const height = 160;

function TaskChart({ course }: { course: TaskCourse }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const { xs, lines } = useMemo(
    () => linesOf(course, [t('loss.raw'), t('loss.train'), t('loss.validation')]),
    [course, t],
  );
  const last = (points: TaskCourse['evals']) => points.at(-1)?.loss?.toFixed(3) ?? '–';
  const spoken = { train: last(course.steps), validation: last(course.evals) };
  return (
    <figure>
      <figcaption>
        <strong>{course.name}</strong> <span className="quiet">{t('tasks.last', spoken)}</span>
      </figcaption>
      <LineChart
        label={t('tasks.spoken', { name: course.name, ...spoken })}
        xs={xs}
        lines={lines}
        height={height}
        formatX={format.count}
        formatY={value => format.decimal(value, value < 0.1 ? 3 : 1)}
      />
    </figure>
  );
}
