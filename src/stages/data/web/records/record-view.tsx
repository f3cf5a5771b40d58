import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invalidate, queryClient } from '#platform/ui/api/query-client.ts';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { DiffText } from '#platform/ui/texts/diff-text.tsx';
import type { RecordDetail } from '../../records/record.contract.ts';
import { textsOf } from '../../records/payload.ts';
import { recordApi } from '../api.ts';
import { useDecisionName } from './facet-pane.tsx';
import { RowView } from './row-view.tsx';
import { SignalValue } from './signal-value.tsx';
import styles from './records.module.css';

type Props = { project: string; record: RecordDetail; search?: string | undefined };

export function RecordView({ project, record, search }: Props) {
  const { t } = useTranslation('data');
  const current =
    record.revisions.find(({ id }) => id === record.currentRevisionId) ?? record.revisions.at(-1)!;
  return (
    <div className={styles.record}>
      <section>
        <RowView row={current.payload} search={search} lang={record.language ?? undefined} />
        <p className={styles.facts}>
          {record.label && <code>{record.label}</code>}
          <span className="quiet">{t('records.revision', { n: current.n, by: current.derivedBy })}</span>
          {record.line !== null && <span className="quiet">{t('records.line', { line: record.line })}</span>}
        </p>
      </section>
      {record.revisions.length > 1 && <Changes record={record} />}
      <Decisions project={project} record={record} />
      <Signals record={record} />
      <Revisions record={record} />
    </div>
  );
}

/** What cleaning changed, against the row as it came. */
function Changes({ record }: { record: RecordDetail }) {
  const { t } = useTranslation('data');
  const [first] = record.revisions;
  const current = record.revisions.find(({ id }) => id === record.currentRevisionId)!;
  const textOf = ({ payload }: RecordDetail['revisions'][number]) => textsOf(payload).join('\n\n');
  if (!first || first.id === current.id) return null;
  return (
    <section>
      <h3>{t('records.changes')}</h3>
      <p className={styles.changes}>
        <DiffText from={textOf(first)} to={textOf(current)} />
      </p>
    </section>
  );
}

function Decisions({ project, record }: { project: string; record: RecordDetail }) {
  const { t } = useTranslation('data');
  const nameOfKind = useDecisionName();
  const revert = useMutation({
    mutationFn: (decisionId: string) =>
      recordApi.revert.call({ project, id: record.id, decisionId, version: record.version }),
    onSuccess: found => {
      queryClient.setQueryData(recordApi.get.queryKey({ input: { project, id: record.id } }), found);
      void invalidate('records');
    },
  });
  return (
    <section>
      <h3>
        {t('records.decisions')} <span className="quiet">{t('records.reversible')}</span>
      </h3>
      {record.decisions.length === 0 && <p className="quiet">{t('records.noDecision')}</p>}
      <ul className={styles.decisions}>
        {record.decisions.map(({ id, operator, action, code, reason, revertedAt, createdAt }) => (
          <li key={id} data-reverted={revertedAt !== null}>
            <div>
              <strong>{t(`action.${action}`)}</strong>{' '}
              <span className="quiet">{nameOfKind(`${operator}.${code}`)}</span>
              <p>{reason}</p>
              <span className="quiet">
                <TimeText at={createdAt} />
                {revertedAt && ` · ${t('records.reverted')}`}
              </span>
            </div>
            {!revertedAt && (
              <Button
                size="small"
                type="link"
                loading={revert.isPending && revert.variables === id}
                onClick={() => revert.mutate(id)}
              >
                {t('records.revert')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {revert.error && <ErrorPane error={revert.error} />}
    </section>
  );
}

function Signals({ record }: { record: RecordDetail }) {
  const { t } = useTranslation('data');
  const [isOpen, setOpen] = useState(false);
  const signals = record.signals.filter(({ revisionId }) => revisionId === record.currentRevisionId);
  const shown = isOpen ? record.signals : signals;
  return (
    <section>
      <h3>
        {t('records.signals')} <span className="quiet">{t('records.measuredOnce')}</span>
      </h3>
      {record.signals.length === 0 && <p className="quiet">{t('records.noSignal')}</p>}
      <dl className={styles.signals}>
        {shown.map(({ revisionId, operator, value }) => (
          <div key={`${revisionId}.${operator}`}>
            <dt>{t(`operator.${operator}`, { defaultValue: operator })}</dt>
            <dd>
              <SignalValue value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {record.signals.length > signals.length && (
        <Button type="link" size="small" onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'records.fewerSignals' : 'records.allSignals')}
        </Button>
      )}
    </section>
  );
}

/** Every text the row ever had; none is changed or lost. */
function Revisions({ record }: { record: RecordDetail }) {
  const { t } = useTranslation('data');
  return (
    <section>
      <h3>{t('records.revisions')}</h3>
      <ol className={styles.revisions}>
        {record.revisions.toReversed().map(({ id, n, derivedBy, createdAt }) => (
          <li key={id} aria-current={id === record.currentRevisionId}>
            <span>{t('records.revision', { n, by: derivedBy })}</span>
            <span className="quiet">
              <TimeText at={createdAt} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
