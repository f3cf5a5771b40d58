import { Checkbox } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '#platform/ui/lists/virtual-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { MarkedText } from '#platform/ui/texts/marked-text.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { RecordRow } from '../../records/record.contract.ts';
import { DecisionMark } from './decision-mark.tsx';
import styles from './records.module.css';

export function useRecordColumns(
  search: string | undefined,
  selected: ReadonlySet<string>,
  toggle: (id: string) => void,
): Column<RecordRow>[] {
  const { t } = useTranslation('data');
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'select',
        title: <span className="out-of-sight">{t('decide.choose')}</span>,
        width: '46px',
        render: ({ id, preview }) => (
          <span onClick={event => event.stopPropagation()}>
            <Checkbox
              tabIndex={-1}
              aria-label={t('decide.chooseOne', { preview })}
              checked={selected.has(id)}
              onChange={() => toggle(id)}
            />
          </span>
        ),
      },
      {
        key: 'language',
        title: <span className="out-of-sight">{t('records.language')}</span>,
        width: '52px',
        render: ({ language }) => (
          <span className="quiet">{t(`languageSign.${language}`, { defaultValue: language ?? '' })}</span>
        ),
      },
      {
        key: 'preview',
        title: t('records.conversation'),
        width: 'minmax(260px, 4fr)',
        render: ({ preview, state, kind, language }) => (
          <>
            {kind !== 'conversation' && <span className={styles.kind}>{t(`kind.${kind}`)}</span>}
            <span lang={language ?? undefined} className={state === 'dropped' ? styles.dropped : undefined}>
              <MarkedText text={preview} search={search} />
            </span>
          </>
        ),
      },
      {
        key: 'label',
        title: t('records.label'),
        width: 'minmax(120px, 1fr)',
        render: ({ label }) => label && <code>{label}</code>,
      },
      {
        key: 'characters',
        title: t('records.characters'),
        width: '110px',
        align: 'end',
        render: ({ characters }) => format.count(characters),
      },
      {
        key: 'state',
        title: t('records.decision'),
        width: '120px',
        render: ({ state }) => <DecisionMark state={state} />,
      },
      {
        key: 'created',
        title: t('records.arrived'),
        width: '90px',
        align: 'end',
        render: ({ createdAt }) => <TimeText at={createdAt} />,
      },
    ],
    [t, format, search, selected, toggle],
  );
}
