import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Run } from '../../runs/run.contract.ts';
import { MethodText } from '../method-text.tsx';
import { runMarks } from '../run-mark.ts';

export function useRunColumns(): Column<Run>[] {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  return useMemo(
    () => [
      { key: 'number', title: t('run.number'), width: '70px', render: run => format.count(run.number) },
      { key: 'name', title: t('run.name'), width: 'minmax(160px, 2fr)', render: run => run.name },
      {
        key: 'state',
        title: t('run.state'),
        width: '130px',
        render: run => <StateMark mark={runMarks[run.state]}>{t(`state.${run.state}`)}</StateMark>,
      },
      {
        key: 'method',
        title: t('run.method'),
        width: 'minmax(120px, 1fr)',
        render: run => <MethodText run={run} />,
      },
      { key: 'base', title: t('run.base'), width: 'minmax(140px, 1fr)', render: run => run.base },
      {
        key: 'step',
        title: t('run.step'),
        width: '110px',
        align: 'end',
        render: ({ progress }) =>
          progress ? `${format.count(progress.step)} / ${format.count(progress.stepsPlanned)}` : '–',
      },
      {
        key: 'loss',
        title: t('run.validationLoss'),
        width: '120px',
        align: 'end',
        render: ({ progress }) =>
          typeof progress?.validationLoss === 'number' ? format.decimal(progress.validationLoss, 3) : '–',
      },
      {
        key: 'started',
        title: t('run.created'),
        width: '110px',
        align: 'end',
        render: run => <TimeText at={run.createdAt} />,
      },
    ],
    [t, format],
  );
}
