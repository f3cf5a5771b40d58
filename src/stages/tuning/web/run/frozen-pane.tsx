import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { warningText } from '../warning-text.ts';
import { describeMethod, listMethodFacts, methodOf } from '../../methods/describe-method.ts';
import { mixtureOf } from '../../runs/mixture-of-run.ts';
import { type ObjectiveName, preferenceFields } from '../../runs/objectives.ts';
import { recipeOfRun } from '../../runs/recipe-of-run.ts';
import type { Run } from '../../runs/run.contract.ts';
import { stageLabel, stagesOfRun } from '../stage-label.ts';
import { useSay } from '../use-say.ts';
import styles from './run.module.css';

/** What was decided before the first step and never changes. */
export function FrozenPane({ run }: { run: Run }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const { message } = App.useApp();
  const { preflight, config } = run;
  const optimizer = config.optimizer as { learning_rate?: number; schedule?: string } | undefined;
  const say = useSay();
  const method = methodOf(config);
  const stages = stagesOfRun(run);
  const tasks = mixtureOf(run)?.tasks ?? [];
  const facts: [string, string | undefined][] = [
    ...(method
      ? ([[t('frozen.method'), describeMethod(method, say)], ...listMethodFacts(method, say)] as [
          string,
          string,
        ][])
      : []),
    [t('frozen.objective'), objectiveOf(config, t)],
    [
      t('frozen.data'),
      preflight
        ? t('frozen.rows', {
            train: format.count(preflight.rows.train),
            validation: format.count(preflight.rows.validation),
          })
        : undefined,
    ],
    ...tasks.map(({ name, weight }): [string, string] => [
      t('frozen.task', { name }),
      t('frozen.taskShare', {
        weight: format.decimal(weight, 1),
        share: format.percent(preflight?.tasks?.find(task => task.name === name)?.share ?? 0, 0),
      }),
    ]),
    [
      t('frozen.plan'),
      preflight?.stages
        ?.map(({ stage, steps }) =>
          t('frozen.stage', {
            name: stages[stage - 1] ? stageLabel(t, format, stages[stage - 1]!) : stage,
            steps: format.count(steps),
          }),
        )
        .join(' → '),
    ],
    [
      t('frozen.batch'),
      config.batch_rows === undefined
        ? undefined
        : t('frozen.batchRows', { count: Number(config.batch_rows) }),
    ],
    [t('frozen.learningRate'), optimizer && `${optimizer.learning_rate} · ${optimizer.schedule}`],
    [
      t('frozen.length'),
      preflight?.lengths.train
        ? t('frozen.lengths', {
            median: format.count(preflight.lengths.train.p50),
            longest: format.count(preflight.lengths.train.max),
          })
        : undefined,
    ],
    [t('frozen.preflight'), preflight ? t('frozen.checks', { count: preflight.warnings.length }) : undefined],
    [
      t('frozen.versions'),
      Object.entries(run.versions)
        .filter(([, value]) => typeof value === 'string')
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(' · '),
    ],
  ];
  const copy = async () => {
    const { writeWhole } = await import('../new-run/recipe-yaml.ts');
    await navigator.clipboard.writeText(writeWhole(recipeOfRun(run)));
    void message.success(t('frozen.copied'));
  };
  return (
    <section className={styles.frozen} aria-labelledby="frozen">
      <div className={styles.paneHead}>
        <h2 id="frozen">{t('frozen.title')}</h2>
        <Button size="small" onClick={() => void copy()}>
          {t('frozen.copy')}
        </Button>
      </div>
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {preflight && preflight.warnings.length > 0 && (
        <ul>
          {preflight.warnings.map(warning => (
            <li key={warning.code}>△ {warningText(t, format, preflight, warning)}</li>
          ))}
        </ul>
      )}
      <details>
        <summary>{t('frozen.all')}</summary>
        <pre>{JSON.stringify(config, null, 2)}</pre>
      </details>
    </section>
  );
}

/** The objective with what it reads besides. */
function objectiveOf(config: Run['config'], t: ReturnType<typeof useTranslation>['t']): string {
  const name = (config.objective ?? 'sft') as ObjectiveName;
  const values = (config.preference ?? {}) as Record<string, unknown>;
  const fields = preferenceFields[name].map(
    field => `${t(`tuning:objective.field.${field.name}`)} ${String(values[field.name] ?? field.standard)}`,
  );
  return [t(`tuning:objective.name.${name}`), ...fields].join(' · ');
}
