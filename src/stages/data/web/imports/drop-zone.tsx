import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadFile } from '#platform/ui/api/upload.ts';
import { Icon } from '#platform/ui/icon.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { StepBar } from '#platform/ui/panes/step-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { sourceApi } from '../api.ts';
import styles from './imports.module.css';

/** A file for a source: dropped or chosen, and sent. What becomes of it is looked at before it is imported. */
export function DropZone({
  project,
  onSent,
}: {
  project: string;
  onSent: (file: { source: string; file: string; name: string }) => void;
}) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const sources = useQuery(sourceApi.list.queryOptions({ input: { project, limit: 200 } }));
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<string>();
  const [sent, setSent] = useState(0);
  const [isOver, setOver] = useState(false);
  const source = chosen ?? sources.data?.items[0]?.id;
  const start = useMutation({
    mutationFn: async (file: File) => {
      setSent(0);
      const { digest } = await uploadFile(file, setSent);
      return { source: source!, file: digest, name: file.name };
    },
    onSuccess: onSent,
  });
  const take = (file: File | undefined) => file && source && start.mutate(file);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  if (sources.data?.items.length === 0)
    return (
      <p className={styles.first}>
        {t('imports.noSource')} <Link to={`/p/${project}/data/sources` as string}>{t('sources.new')}</Link>
      </p>
    );
  return (
    <section
      className={styles.drop}
      data-over={isOver}
      aria-label={t('imports.drop')}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label>
        {t('imports.into')}{' '}
        <Select
          value={source ?? null}
          onChange={setChosen}
          popupMatchSelectWidth={false}
          aria-label={t('imports.into')}
          options={(sources.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </label>
      <Button
        type="primary"
        loading={start.isPending}
        icon={<Icon name="import" />}
        onClick={() => input.current?.click()}
      >
        {t('imports.choose')}
      </Button>
      <span className="quiet">{t('imports.formats')}</span>
      <input
        ref={input}
        type="file"
        hidden
        accept=".jsonl,.json,.csv,.txt,.ndjson,.tsv"
        onChange={event => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {start.isPending && start.variables && (
        <div className={styles.sending}>
          <StepBar done={sent} total={start.variables.size} label={t('imports.sending')} />
          <span className="quiet">
            {t('imports.sent', {
              name: start.variables.name,
              sent: format.bytes(sent),
              total: format.bytes(start.variables.size),
            })}
          </span>
        </div>
      )}
      {start.error && <ErrorPane error={start.error} />}
    </section>
  );
}
