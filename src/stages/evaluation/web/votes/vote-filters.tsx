import { Button, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { VoteFilter, VoteList } from '../../results/vote-list.contract.ts';
import styles from './votes.module.css';

type Props = {
  facets: VoteList['facets'] | undefined;
  filter: VoteFilter;
  onChange: (change: VoteFilter) => void;
};

/** What narrows the list; beside each choice how many votes it leaves. */
export function VoteFilters({ facets, filter, onChange }: Props) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const all = { value: 'all', label: t('list.all') };
  const named = (name: 'outcome' | 'counted', values: readonly string[]) =>
    values.map(value => {
      const count = facets && sumOf(facets[name], value);
      return {
        value,
        label: withCount(t(`${name}.${value}`), count === undefined ? '' : format.count(count)),
      };
    });
  const valuesOf = (name: 'label' | 'rater') =>
    (facets?.[name] ?? []).map(({ value, count }) => ({ value, label: `${value} · ${format.count(count)}` }));
  const reasons = (facets?.counted ?? []).map(({ value }) => value).filter(value => value !== 'yes');
  return (
    <aside className={styles.filters} aria-label={t('list.filters')}>
      <Group title={t('list.outcome')}>
        <Radio.Group
          vertical
          value={filter.outcome ?? 'all'}
          onChange={({ target }) => onChange({ outcome: target.value === 'all' ? undefined : target.value })}
          options={[
            all,
            ...named('outcome', ['preference', 'candidate', 'tie', 'baseline', 'both_bad', 'skip']),
          ]}
        />
      </Group>
      <Group title={t('list.counted')}>
        <Radio.Group
          vertical
          value={filter.counted ?? 'all'}
          onChange={({ target }) => onChange({ counted: target.value === 'all' ? undefined : target.value })}
          options={[all, ...named('counted', ['yes', 'no', ...reasons])]}
        />
      </Group>
      <Group title={t('list.side')}>
        <Radio.Group
          vertical
          value={filter.side ?? 'all'}
          onChange={({ target }) => onChange({ side: target.value === 'all' ? undefined : target.value })}
          options={[
            all,
            { value: 'left', label: t('vote.side.left') },
            { value: 'right', label: t('vote.side.right') },
          ]}
        />
      </Group>
      {(['label', 'rater'] as const).map(name => (
        <Group key={name} title={t(`list.${name}`)}>
          <Select
            allowClear
            className={styles.wide}
            aria-label={t(`list.${name}`)}
            placeholder={t('list.all')}
            value={filter[name] ?? null}
            onChange={value => onChange({ [name]: value ?? undefined })}
            options={valuesOf(name)}
          />
        </Group>
      ))}
      {filter.pair !== undefined && (
        <Group title={t('list.pair', { number: filter.pair + 1 })}>
          <Button size="small" onClick={() => onChange({ pair: undefined })}>
            {t('list.allPairs')}
          </Button>
        </Group>
      )}
    </aside>
  );
}

/** Some choices stand for several values. */
const partsOf: Record<string, (value: string) => boolean> = {
  preference: value => ['candidate', 'baseline', 'tie'].includes(value),
  no: value => value !== 'yes',
};

function sumOf(facet: VoteList['facets']['outcome'], choice: string): number {
  const isPart = partsOf[choice] ?? ((value: string) => value === choice);
  return facet.filter(({ value }) => isPart(value)).reduce((sum, { count }) => sum + count, 0);
}

const withCount = (name: string, count: string): ReactNode => (
  <>
    {name} <span className="quiet">{count}</span>
  </>
);

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
