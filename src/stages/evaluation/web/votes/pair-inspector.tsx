import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { ConversationView } from '#platform/ui/texts/conversation-view.tsx';
import type { Evaluation } from '../../evaluation.contract.ts';
import type { VoteRow } from '../../results/vote-list.contract.ts';
import { evaluationApi } from '../api.ts';
import { OutcomeChip } from './outcome-chip.tsx';
import styles from './votes.module.css';

type Props = {
  project: string;
  evaluation: Evaluation;
  pair: number;
  onlyThis: () => void;
  close: () => void;
};

/** One pair: what was asked, both answers with their origin once it may be known, and all votes on it. */
export function PairInspector({ project, evaluation, pair, onlyThis, close }: Props) {
  const { t } = useTranslation('evaluation');
  const where = { project, evaluation: evaluation.id };
  const votes = useQuery(evaluationApi.votes.queryOptions({ input: { ...where, pair, limit: 100 } }));
  return (
    <aside className={styles.inspector} aria-label={t('list.pair', { number: pair + 1 })}>
      <div className={styles.inspectorHead}>
        <h2>{t('list.pair', { number: pair + 1 })}</h2>
        <Button size="small" onClick={onlyThis}>
          {t('list.onlyThis')}
        </Button>
        <Button type="text" size="small" aria-label={t('list.close')} onClick={close}>
          <Icon name="close" />
        </Button>
      </div>
      <Answers {...where} pair={pair} />
      <QueryPane query={votes}>
        {({ items }) => (
          <section>
            <h3>{t('list.allVotes')}</h3>
            <ul className={styles.pairVotes}>
              {items.map(vote => (
                <PairVote key={vote.id} vote={vote} />
              ))}
            </ul>
          </section>
        )}
      </QueryPane>
    </aside>
  );
}

function PairVote({ vote }: { vote: VoteRow }) {
  const { t } = useTranslation('evaluation');
  const { outcome, rater, side, at, excludedReason, seen } = vote;
  const facts = [
    t(`list.sideIs.${side}`),
    excludedReason && t(`counted.${excludedReason}`, { defaultValue: excludedReason }),
    ...(seen?.reasons ?? []).map(reason => t(`vote.reasons.${reason}`, { defaultValue: reason })),
  ];
  return (
    <li>
      <code>{rater}</code>
      <OutcomeChip outcome={outcome} />
      <span className="quiet">{facts.filter(Boolean).join(' · ')}</span>
      <TimeText at={at} />
    </li>
  );
}

function Answers({ project, evaluation, pair }: { project: string; evaluation: string; pair: number }) {
  const { t } = useTranslation('evaluation');
  const query = useQuery(
    evaluationApi.answers.queryOptions({
      input: { project, evaluation, limit: 1, ...(pair > 0 ? { after: String(pair - 1) } : {}) },
    }),
  );
  return (
    <QueryPane query={query}>
      {({ items }) => {
        const found = items.find(({ position }) => position === pair);
        if (!found)
          return (
            <section>
              <p className="quiet">{t('list.unseenWhy')}</p>
            </section>
          );
        const answers = [
          ['tuned', found.candidate],
          ['untuned', found.baseline],
          ['reference', found.reference],
        ] as const;
        return (
          <>
            <section>
              <ConversationView turns={found.prompt} />
            </section>
            {answers.map(([origin, text]) => (
              <section key={origin} data-origin={origin}>
                <h3>{t(`answers.${origin}`)}</h3>
                <p className={styles.answer}>{text ?? '–'}</p>
              </section>
            ))}
          </>
        );
      }}
    </QueryPane>
  );
}
