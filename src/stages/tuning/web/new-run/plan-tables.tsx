import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Preflight } from '../../runs/run.contract.ts';
import styles from './new-run.module.css';

/** Rows and shares of every data set, rows and steps of every stage; nothing where a run has one of each. */
export function PlanTables({ preflight: { tasks, stages } }: { preflight: Preflight }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  return (
    <>
      {tasks && (
        <Table
          heads={[t('plan.dataSet'), t('plan.rows'), t('plan.share')]}
          rows={tasks.map(({ name, rows, share }) => [
            name,
            format.count(rows.train),
            format.percent(share, 0),
          ])}
        />
      )}
      {stages && (
        <Table
          heads={[t('plan.stageHead'), t('plan.rows'), t('plan.steps')]}
          rows={stages.map(({ stage, name, rows, steps }) => [
            [stage, name].filter(Boolean).join(' · '),
            format.count(rows),
            format.count(steps),
          ])}
        />
      )}
    </>
  );
}

function Table({ heads, rows }: { heads: readonly string[]; rows: readonly string[][] }) {
  return (
    <table className={styles.planTable}>
      <thead>
        <tr>
          {heads.map(head => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...rest]) => (
          <tr key={first}>
            <th scope="row">{first}</th>
            {rest.map((value, at) => (
              <td key={heads[at + 1]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
