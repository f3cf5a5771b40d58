import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, InputNumber, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { apiOf } from '#platform/ui/api/api.ts';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { datasetContract } from '#stages/data/datasets/dataset.contract.ts';
import { modelVersionContract } from '#stages/models/versions/model-version.contract.ts';
import { evaluationApi } from '../api.ts';
import styles from './new.module.css';

const versionApi = apiOf('model-versions', modelVersionContract);
const datasetApi = apiOf('datasets', datasetContract);
const searchSchema = z.object({ version: z.uuid().optional(), dataset: z.uuid().optional() });

/** One sentence with the choices in it; what is set here is fixed before the first vote. */
export default function NewEvaluationPage() {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const project = useProject();
  const navigate = useNavigate();
  const [search, change] = useSearchState(searchSchema);
  const versions = useQuery(versionApi.list.queryOptions({ input: { project, limit: 200 } }));
  const datasets = useQuery(datasetApi.list.queryOptions({ input: { project, limit: 200 } }));
  const frozen = (datasets.data?.items ?? []).flatMap(({ name, latest }) =>
    latest?.state === 'frozen' ? [{ name, ...latest }] : [],
  );
  const version = versions.data?.items.find(({ id }) => id === search.version) ?? versions.data?.items[0];
  const dataset = frozen.find(({ id }) => id === search.dataset) ?? frozen[0];
  const [votesPerPrompt, setVotes] = useState(1);
  const [maxTokens, setMaxTokens] = useState(160);
  const [name, setName] = useState('');
  const intention = useMemo(
    () => crypto.randomUUID(),
    [version?.id, dataset?.id, votesPerPrompt, maxTokens, name],
  );
  const create = useMutation({
    mutationFn: () =>
      evaluationApi.create.call(
        {
          project,
          candidateVersionId: version!.id,
          datasetVersionId: dataset!.id,
          votesPerPrompt,
          sampling: { maxTokens },
          ...(name.trim() ? { name: name.trim() } : {}),
        },
        { context: { idempotencyKey: intention } },
      ),
    onSuccess: ({ number }) => {
      void invalidate('evaluations');
      void navigate({ to: `/p/${project}/evaluation/${number}` });
    },
  });
  const isReady = version !== undefined && dataset !== undefined;
  const start = () => isReady && !create.isPending && create.mutate();
  usePageTitle(t('new.title'));
  useKeys({ 'Mod+Enter': start });
  if (versions.isSuccess && versions.data.items.length === 0)
    return (
      <>
        <PageHead title={t('new.title')} />
        <EmptyState>{t('new.noVersion')}</EmptyState>
      </>
    );
  const prompts = dataset?.facts?.bySplit.test ?? 0;
  return (
    <>
      <PageHead
        title={t('new.title')}
        actions={
          <Button
            type="primary"
            disabled={!isReady}
            loading={create.isPending}
            aria-keyshortcuts="Control+Enter"
            onClick={start}
          >
            {t('new.start')}
            <Key of="Mod+Enter" />
          </Button>
        }
      />
      {create.error && <ErrorPane error={create.error} />}
      <div className={styles.page}>
        <div className={styles.form}>
          <Labelled label={t('new.version')}>
            {id => (
              <Select
                id={id}
                value={version?.id ?? null}
                onChange={next => change({ version: next }, { replace: true })}
                options={(versions.data?.items ?? []).map(each => ({
                  value: each.id,
                  label: `${each.name} · ${each.base}`,
                }))}
              />
            )}
          </Labelled>
          <Labelled label={t('new.dataset')}>
            {id => (
              <Select
                id={id}
                value={dataset?.id ?? null}
                onChange={next => change({ dataset: next }, { replace: true })}
                options={frozen.map(each => ({
                  value: each.id,
                  label: `${each.name} v${each.n} · ${format.count(each.facts?.bySplit.test ?? 0)}`,
                }))}
              />
            )}
          </Labelled>
          <Labelled label={t('new.votesPerPrompt')}>
            {id => (
              <InputNumber
                id={id}
                min={1}
                max={50}
                precision={0}
                value={votesPerPrompt}
                onChange={value => setVotes(value ?? 1)}
              />
            )}
          </Labelled>
          <Labelled label={t('new.maxTokens')}>
            {id => (
              <InputNumber
                id={id}
                min={1}
                max={4096}
                precision={0}
                value={maxTokens}
                onChange={value => setMaxTokens(value ?? 160)}
              />
            )}
          </Labelled>
          <Labelled label={t('new.name')}>
            {id => (
              <Input
                id={id}
                maxLength={120}
                value={name}
                placeholder={version?.name}
                onChange={event => setName(event.target.value)}
              />
            )}
          </Labelled>
        </div>
        <aside className={styles.sum}>
          <h2>{t('new.sumTitle')}</h2>
          <p>
            {t('new.sum', {
              prompts: format.count(prompts),
              votes: format.count(prompts * votesPerPrompt),
              version: version?.name ?? '–',
              base: version?.base ?? '–',
            })}
          </p>
          <ul>
            {(['blind', 'ties', 'identical', 'fixed'] as const).map(rule => (
              <li key={rule}>{t(`new.rules.${rule}`)}</li>
            ))}
          </ul>
        </aside>
      </div>
    </>
  );
}
