import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Counted } from '../../records/record-facets.contract.ts';
import { recordStates, type RecordRow } from '../../records/record.contract.ts';
import type { SignalCondition } from '../../records/measured-signals.ts';
import type { RowKind } from '../../records/payload.ts';
import { sourceApi } from '../api.ts';
import { AsOf } from './as-of.tsx';
import { DecisionMark } from './decision-mark.tsx';
import { FacetList } from './facet-list.tsx';
import styles from './facets.module.css';
import { SignalFacets } from './signal-facets.tsx';
import { type Filter, useFacets } from './use-counts.ts';

type State = RecordRow['state'];

/** What narrows the list, each with how many rows it would leave. Every choice is in the address. */
export function FacetPane({
  project,
  filter,
  cut,
  onChange,
  onCut,
  onDrop,
}: {
  project: string;
  filter: Filter;
  cut: string | undefined;
  onChange: (change: Filter) => void;
  onCut: (cut: string | undefined) => void;
  onDrop: (cut: SignalCondition, expected: number) => void;
}) {
  const { t } = useTranslation('data');
  const { data } = useFacets(project, filter);
  const sources = useQuery(sourceApi.list.queryOptions({ input: { project, limit: 200 } }));
  const names = new Map(sources.data?.items.map(({ id, name }) => [id, name]));
  const nameOfKind = useDecisionName();
  const counted = data?.value;
  return (
    <aside className={styles.pane} aria-label={t('records.filters')}>
      <FacetList
        title={t('records.decision')}
        beside={<AsOf counts={data} />}
        counted={recordStates.map(value => ({ value, count: countOf(counted?.states, value) }))}
        chosen={filter.state}
        nameOf={value => <DecisionMark state={value as State} />}
        choose={state => onChange({ state: state as State | undefined })}
      />
      <SignalFacets
        project={project}
        filter={filter}
        cut={cut}
        onCut={onCut}
        onFilter={onChange}
        onDrop={onDrop}
      />
      <FacetList
        title={t('records.kind')}
        counted={kindsOf(counted?.kinds)}
        chosen={filter.kind}
        nameOf={value => t(`kind.${value as RowKind}`)}
        choose={kind => onChange({ kind: kind as RowKind | undefined })}
      />
      <FacetList
        title={t('records.language')}
        counted={(counted?.languages ?? []).filter(({ value }) => value !== '')}
        chosen={filter.language}
        nameOf={value => t(`language.${value}`, { defaultValue: value })}
        choose={language => onChange({ language })}
      />
      <FacetList
        title={t('records.source')}
        counted={counted?.sources ?? []}
        chosen={filter.source}
        nameOf={value => names.get(value) ?? `…${value.slice(-6)}`}
        choose={source => onChange({ source })}
      />
      <FacetList
        title={t('records.label')}
        counted={labelsOf(counted?.labels)}
        chosen={filter.label}
        nameOf={value => (value === '' ? t('facets.noLabel') : <code>{value}</code>)}
        choose={label => onChange({ label })}
      />
      <FacetList
        title={t('facets.decided')}
        counted={counted?.decisions ?? []}
        chosen={filter.decision}
        nameOf={nameOfKind}
        choose={decision => onChange({ decision })}
      />
    </aside>
  );
}

const countOf = (counted: readonly Counted[] | undefined, value: string): number =>
  counted?.find(one => one.value === value)?.count ?? 0;

/** Where all records are conversations the field says nothing. */
const kindsOf = (kinds: readonly Counted[] = []): readonly Counted[] =>
  kinds.every(({ value }) => value === 'conversation') ? [] : kinds;

/** Where no record has a label the field says nothing. */
const labelsOf = (labels: readonly Counted[] = []): readonly Counted[] =>
  labels.every(({ value }) => value === '') ? [] : labels;

/** `echo.echo` by the operator's name, with the code where an operator has more than one. */
export function useDecisionName(): (kind: string) => string {
  const { t } = useTranslation('data');
  return kind => {
    const [operator = '', ...code] = kind.split('.');
    if (operator === 'person') return t('facets.byPeople', { action: t(`action.${code[0] as 'drop'}`) });
    return `${t(`operator.${operator as 'echo'}`, { defaultValue: operator })} · ${code.join('.').replaceAll('_', ' ')}`;
  };
}
