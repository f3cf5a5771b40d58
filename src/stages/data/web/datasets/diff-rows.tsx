import { Button } from 'antd';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { DiffText } from '#platform/ui/texts/diff-text.tsx';
import type { DiffKind, DiffRow } from '../../datasets/version-diff.contract.ts';
import { textsOf } from '../../records/payload.ts';
import { versionDiffApi } from '../api.ts';
import { RowView } from '../records/row-view.tsx';
import styles from './datasets.module.css';

type Wish = { project: string; id: string; against?: string };

/** The rows that differ in one way, both texts woven into one where they changed. */
export function DiffRows({ wish, kind }: { wish: Wish; kind: DiffKind }) {
  const { t } = useTranslation('data');
  const list = useKeyset<DiffRow>(
    versionDiffApi.rows.infiniteOptions({
      input: (after: string | undefined) => ({ ...wish, kind, after, limit: 25 }),
      ...fromStart,
    }),
  );
  return (
    <>
      <QueryPane query={list.query as never}>
        {() => (list.rows.length === 0 ? <p className="quiet">{t('diff.none')}</p> : null)}
      </QueryPane>
      <ol className={styles.rows}>
        {list.rows.map(row => (
          <li key={row.recordId}>
            <p className={styles.rowFacts}>
              <Link to={`/p/${wish.project}/data/records/${row.recordId}` as string}>
                <code>…{row.recordId.slice(-6)}</code>
              </Link>
              <Splits row={row} />
              {row.label && <code>{row.label}</code>}
            </p>
            <Texts row={row} kind={kind} />
          </li>
        ))}
      </ol>
      {list.hasMore && <Button onClick={list.loadMore}>{t('more')}</Button>}
    </>
  );
}

function Splits({ row: { before, after } }: { row: DiffRow }) {
  const { t } = useTranslation('data');
  if (before && after && before.split !== after.split)
    return (
      <span>{t('diff.moves', { from: t(`split.${before.split}`), to: t(`split.${after.split}`) })}</span>
    );
  return <span>{t(`split.${(after ?? before)!.split}`)}</span>;
}

function Texts({ row: { before, after }, kind }: { row: DiffRow; kind: DiffKind }) {
  if (kind !== 'changed' || !before || !after) return <RowView row={(after ?? before)!} />;
  return (
    <p className={styles.changed}>
      <DiffText from={textOf(before)} to={textOf(after)} />
    </p>
  );
}

const textOf = ({ messages, preference }: NonNullable<DiffRow['after']>) =>
  textsOf({ messages, ...(preference && { preference }) }).join('\n\n');
