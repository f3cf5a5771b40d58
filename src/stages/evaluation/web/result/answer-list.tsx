import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { Button } from 'antd';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import type { answerPairSchema, Evaluation } from '../../evaluation.contract.ts';
import { evaluationApi } from '../api.ts';
import styles from './result.module.css';

/** Which of them stands in the address. */
const searchSchema = z.object({ answers: z.enum(['excluded']).optional() });

type AnswerPair = z.infer<typeof answerPairSchema>;

/** Both answers with their origin: all once voting has ended, before that only where one has voted. */
export function AnswerList({ project, evaluation }: { project: string; evaluation: Evaluation }) {
  const { t } = useTranslation('evaluation');
  const [{ answers: only }, change] = useSearchState(searchSchema);
  const list = useKeyset<AnswerPair>(
    evaluationApi.answers.infiniteOptions({
      input: (after: string | undefined) => ({ project, evaluation: evaluation.id, only, after, limit: 50 }),
      ...fromStart,
    }),
  );
  return (
    <section className={styles.answers} aria-labelledby="answers">
      <h2 id="answers">{t('answers.title')}</h2>
      {only && (
        <p>
          {t('answers.onlyExcluded')}{' '}
          <Button size="small" onClick={() => change({ answers: undefined }, { replace: true })}>
            {t('list.dropFilter')}
          </Button>
        </p>
      )}
      {evaluation.state === 'open' && <p className="quiet">{t('answers.hidden')}</p>}
      <QueryPane query={list.query as never}>
        {() => (
          <DataTable
            keyOf={row => String(row.position)}
            rows={list.rows}
            empty={t('answers.empty')}
            expand={pair => <Pair pair={pair} />}
            columns={[
              {
                title: t('answers.question'),
                render: ({ prompt }) => prompt.at(-1)?.content,
              },
              { title: t('labels.label'), width: 180, render: ({ label }) => label ?? '–' },
              {
                title: t('answers.excluded'),
                width: 180,
                render: ({ excludedReason }) =>
                  excludedReason ? t(`excluded.${excludedReason}`, { defaultValue: excludedReason }) : '',
              },
            ]}
          />
        )}
      </QueryPane>
      {list.hasMore && <Button onClick={list.loadMore}>{t('answers.more')}</Button>}
    </section>
  );
}

function Pair({ pair }: { pair: AnswerPair }) {
  const { t } = useTranslation('evaluation');
  const texts = [
    ['tuned', pair.candidate],
    ['untuned', pair.baseline],
    ['reference', pair.reference],
  ] as const;
  return (
    <div className={styles.pair}>
      {texts.map(([who, text]) => (
        <div key={who}>
          <h3>{t(`answers.${who}`)}</h3>
          <p>{text ?? '–'}</p>
        </div>
      ))}
    </div>
  );
}
