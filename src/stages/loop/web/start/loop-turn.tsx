import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { LoopRun } from '../../runs/loop-run.contract.ts';
import { loopApi } from '../api.ts';
import { loopMarks } from '../loop/loop-mark.ts';
import { LoopFileButton } from './loop-file-button.tsx';
import { rowsOfLoop } from './turn-rows.ts';
import { TurnList } from './turn-list.tsx';
import { useExample } from './use-example.ts';
import styles from './start.module.css';

/** The first turn as a loop carries it out: live, each step with its link and what it took. */
export function LoopTurn({ project, number }: { project: string; number: number }) {
  const query = useQuery(loopApi.get.queryOptions({ input: { project, number } }));
  return <QueryPane query={query}>{loop => <Turn project={project} loop={loop} />}</QueryPane>;
}

function Turn({ project, loop }: { project: string; loop: LoopRun }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const { example, run } = useExample();
  const isExample = example?.project.slug === project && example.name === loop.name;
  const rows = rowsOfLoop(loop);
  const seconds = rows.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
  const again = isExample && loop.state === 'failed' ? () => run.mutate() : undefined;
  useKeys({ e: again });
  return (
    <>
      <PageHead
        title={t('start.title')}
        state={<StateMark mark={loopMarks[loop.state]}>{t(`state.${loop.state}`)}</StateMark>}
        facts={seconds > 0 ? t('start.took', { time: format.duration(seconds) }) : undefined}
        actions={
          <>
            {isExample && <LoopFileButton text={example.text} />}
            {again && (
              <Button type="primary" aria-keyshortcuts="E" loading={run.isPending} onClick={again}>
                {t('start.again')}
                <Key of="E" />
              </Button>
            )}
          </>
        }
      />
      {run.error && <ErrorPane error={run.error} />}
      {loop.error && !loop.steps.some(step => step.error) && (
        <ErrorPane error={{ ...loop.error, data: { ...loop.error.fields, remedy: loop.error.remedy } }} />
      )}
      <TurnList project={project} rows={rows} />
      <p className={styles.foot}>
        <Link to={'/projects' as string} search={{ new: true } as never}>
          {t('start.ownInstead')}
        </Link>
        <Link to={`/p/${project}/loop/runs/${loop.number}` as string}>{t('start.allSteps')}</Link>
      </p>
    </>
  );
}
