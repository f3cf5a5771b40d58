import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { ImportPreview } from '../../sources/import.contract.ts';
import { RowView } from '../records/row-view.tsx';
import { RejectReason } from './reject-reason.tsx';
import styles from './preview.module.css';
import imports from './imports.module.css';

/** One row at a time, as it will be stored. */
export function PreviewRows({ preview: { rows } }: { preview: ImportPreview }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const [wished, setAt] = useState(0);
  const at = Math.min(wished, rows.length - 1);
  const move = (by: number) => setAt(Math.max(0, Math.min(rows.length - 1, at + by)));
  useKeys({ ArrowUp: () => move(-1), ArrowDown: () => move(1), k: () => move(-1), j: () => move(1) });
  const { line, becomes, messages, preference, label, externalId, meta } = rows[at]!;
  return (
    <section className={styles.row} aria-labelledby="previewed">
      <div className={styles.rowHead}>
        <h2 id="previewed">
          {t('preview.row', { at: format.count(at + 1), of: format.count(rows.length) })}{' '}
          <span className="quiet">{t('preview.asStored')}</span>
        </h2>
        <span>
          <Button size="small" disabled={at === 0} aria-keyshortcuts="ArrowUp" onClick={() => move(-1)}>
            {t('preview.before')}
            <Key of="↑" />
          </Button>{' '}
          <Button
            size="small"
            disabled={at === rows.length - 1}
            aria-keyshortcuts="ArrowDown"
            onClick={() => move(1)}
          >
            {t('preview.next')}
            <Key of="↓" />
          </Button>
        </span>
      </div>
      <p className={styles.rowFacts}>
        <span>{t('records.line', { line })}</span>
        <span data-becomes={becomes}>{t(`preview.as.${becomes}`)}</span>
        {label && <code>{label}</code>}
        {externalId && <code>{externalId}</code>}
        {meta && <code>{JSON.stringify(meta)}</code>}
      </p>
      {messages ? (
        <RowView row={{ messages, preference }} />
      ) : (
        <p className="quiet">{t('preview.notReadable')}</p>
      )}
    </section>
  );
}

/** What would not come in, with the reason and the text as it stands in the file. */
export function PreviewRejects({ preview: { rejects, counts, isWhole } }: { preview: ImportPreview }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const shown = { count: counts.reject, shown: format.count(counts.reject), read: format.count(counts.read) };
  return (
    <section className={imports.rejects} aria-labelledby="rejected">
      <h2 id="rejected">{t(isWhole ? 'preview.rejects' : 'preview.rejectsOfFirst', shown)}</h2>
      <DataTable
        keyOf={({ line }) => String(line)}
        rows={rejects}
        expand={({ raw }) => <pre className={imports.raw}>{raw}</pre>}
        columns={[
          { title: t('rejects.line'), width: 80, align: 'end', render: ({ line }) => format.count(line) },
          { title: t('rejects.reason'), width: 160, render: ({ code }) => t(`reject.${code}`) },
          {
            title: t('rejects.remedy'),
            render: ({ code, message }) => <RejectReason code={code} message={message} />,
          },
        ]}
      />
    </section>
  );
}
