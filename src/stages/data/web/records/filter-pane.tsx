import { useQuery } from '@tanstack/react-query';
import { Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { type recordFilters, recordStates } from '../../records/record.contract.ts';
import { sourceApi } from '../api.ts';
import { AutoInput } from './auto-input.tsx';
import styles from './records.module.css';

type Filter = z.infer<typeof recordFilters>;

/** What narrows the list; every choice is in the address. */
export function FilterPane({
  project,
  filter,
  onChange,
}: {
  project: string;
  filter: Filter;
  onChange: (change: Filter) => void;
}) {
  const { t } = useTranslation('data');
  const sources = useQuery(sourceApi.list.queryOptions({ input: { project, limit: 200 } }));
  return (
    <aside className={styles.filters} aria-label={t('records.filters')}>
      <Group title={t('records.decision')}>
        <Radio.Group
          vertical
          value={filter.state ?? 'all'}
          onChange={({ target }) => onChange({ state: target.value === 'all' ? undefined : target.value })}
          options={[
            { value: 'all', label: t('records.all') },
            ...recordStates.map(value => ({ value, label: t(`recordState.${value}`) })),
          ]}
        />
      </Group>
      <Group title={t('records.source')}>
        <Select
          allowClear
          className={styles.wide}
          aria-label={t('records.source')}
          placeholder={t('records.all')}
          value={filter.source ?? null}
          onChange={source => onChange({ source: source ?? undefined })}
          options={(sources.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Group>
      <Group title={t('records.language')}>
        <Radio.Group
          vertical
          value={filter.language ?? 'all'}
          onChange={({ target }) => onChange({ language: target.value === 'all' ? undefined : target.value })}
          options={[
            { value: 'all', label: t('records.all') },
            { value: 'en', label: t('language.en') },
            { value: 'zh', label: t('language.zh') },
          ]}
        />
      </Group>
      <Group title={t('records.label')}>
        <AutoInput label={t('records.label')} value={filter.label} onChange={label => onChange({ label })} />
      </Group>
    </aside>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
