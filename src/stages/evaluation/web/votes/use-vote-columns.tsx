import { useTranslation } from 'react-i18next';
import type { Column } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { VoteRow } from '../../results/vote-list.contract.ts';
import { OutcomeChip } from './outcome-chip.tsx';
import styles from './votes.module.css';

const besideInspector = ['question', 'outcome', 'counted', 'rater'];

/** Each outcome once, in the order in which it first came. */
function countEach<Value>(values: readonly Value[]): [Value, number][] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

export function useVoteColumns({
  isClosed,
  isNarrow,
}: {
  isClosed: boolean;
  isNarrow: boolean;
}): Column<VoteRow>[] {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const columns: Column<VoteRow>[] = [
    {
      key: 'question',
      title: t('answers.question'),
      width: 'minmax(180px, 3fr)',
      render: ({ seen }) => seen?.question ?? <span className="quiet">{t('list.unseen')}</span>,
    },
    { key: 'label', title: t('labels.label'), width: '120px', render: ({ label }) => label ?? '–' },
    {
      key: 'outcome',
      title: t('list.vote'),
      width: '92px',
      render: ({ outcome }) => <OutcomeChip outcome={outcome} />,
    },
    {
      key: 'pair',
      title: t('list.onPair'),
      width: 'minmax(150px, 1fr)',
      render: ({ pairOutcomes }) => (
        <span className={styles.chips}>
          {countEach(pairOutcomes).map(([outcome, count]) => (
            <OutcomeChip key={outcome} outcome={outcome} count={count} />
          ))}
        </span>
      ),
    },
    { key: 'side', title: t('list.side'), width: '104px', render: ({ side }) => t(`vote.side.${side}`) },
    {
      key: 'reasons',
      title: t('list.reasons'),
      width: 'minmax(90px, 1fr)',
      render: ({ seen }) =>
        seen?.reasons.map(reason => t(`vote.reasons.${reason}`, { defaultValue: reason })).join(' · ') || '–',
    },
    {
      key: 'length',
      title: <span title={t('list.lengthWhy')}>{t('list.length')}</span>,
      width: '74px',
      align: 'end',
      render: ({ seen }) => (seen?.lengthRatio ? `${format.decimal(seen.lengthRatio, 1)} ×` : '–'),
    },
    {
      key: 'counted',
      title: t('list.counted'),
      width: '110px',
      render: ({ excludedReason }) =>
        t(`counted.${excludedReason ?? 'yes'}`, { defaultValue: excludedReason }),
    },
    {
      key: 'rater',
      title: t('list.rater'),
      width: '64px',
      render: ({ rater }) => <code>{rater}</code>,
    },
    {
      key: 'at',
      title: t('list.created'),
      width: '90px',
      align: 'end',
      render: ({ at }) => <TimeText at={at} />,
    },
  ];
  return columns.filter(({ key }) =>
    isNarrow ? besideInspector.includes(key) : isClosed || key !== 'length',
  );
}
