import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { formatConditions, parseConditions } from '../../records/measured-signals.ts';
import { sourceApi } from '../api.ts';
import { useDecisionName } from './facet-pane.tsx';
import styles from './facets.module.css';
import { useConditionText } from './use-condition-text.ts';
import type { Filter } from './use-counts.ts';

/** What the list is narrowed by, each to be let go of on its own. */
export function FilterChips({
  project,
  filter,
  onChange,
}: {
  project: string;
  filter: Filter;
  onChange: (change: Filter) => void;
}) {
  const { t } = useTranslation('data');
  const text = useConditionText();
  const nameOfKind = useDecisionName();
  const sources = useQuery(sourceApi.list.queryOptions({ input: { project, limit: 200 } }));
  const conditions = filter.where ? parseConditions(filter.where) : [];
  const source = sources.data?.items.find(({ id }) => id === filter.source);
  const chips: { name: string; isGiven?: true; without: Filter }[] = [
    ...(filter.text
      ? [{ name: `“${filter.text}”`, isGiven: true as const, without: { text: undefined } }]
      : []),
    ...(filter.state ? [{ name: t(`recordState.${filter.state}`), without: { state: undefined } }] : []),
    ...(filter.kind ? [{ name: t(`kind.${filter.kind}`), without: { kind: undefined } }] : []),
    ...conditions.map(one => ({
      name: text.whole(one),
      without: { where: formatConditions(conditions.filter(other => other !== one)) },
    })),
    ...(filter.language
      ? [
          {
            name: t(`language.${filter.language as 'en'}`, { defaultValue: filter.language }),
            without: { language: undefined },
          },
        ]
      : []),
    ...(filter.source
      ? [
          {
            name: source?.name ?? t('records.source'),
            isGiven: true as const,
            without: { source: undefined },
          },
        ]
      : []),
    ...(filter.label === undefined
      ? []
      : [
          {
            name: filter.label || t('facets.noLabel'),
            isGiven: true as const,
            without: { label: undefined },
          },
        ]),
    ...(filter.decision ? [{ name: nameOfKind(filter.decision), without: { decision: undefined } }] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t('records.filters')}>
      {chips.map(({ name, isGiven, without }) => (
        <li key={name}>
          <Button size="small" aria-label={t('facets.without', { name })} onClick={() => onChange(without)}>
            {isGiven ? <span lang="">{name}</span> : name} <Icon name="close" />
          </Button>
        </li>
      ))}
    </ul>
  );
}
