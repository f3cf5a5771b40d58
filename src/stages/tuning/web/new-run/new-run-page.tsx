import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Input, Select } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiOf } from '#platform/ui/api/api.ts';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { datasetContract } from '#stages/data/datasets/dataset.contract.ts';
import { baseContract } from '#stages/models/bases/base.contract.ts';
import { runApi } from '../api.ts';
import { nameOfMethod } from '../../methods/method-names.ts';
import { DataSection } from './data-section.tsx';
import { ownVersion } from './data-sets.ts';
import { HowSection } from './how-section.tsx';
import { isTextMissing, PreflightPane } from './preflight-pane.tsx';
import { searchSchema } from './recipe-address.ts';
import { type Fault, faultsOf } from './recipe-faults.ts';
import { withAdvice } from './edit-draft.ts';
import { useDraft } from './use-draft.ts';
import { useShares } from './use-shares.ts';
import styles from './new-run.module.css';

const datasetApi = apiOf('datasets', datasetContract);
const baseApi = apiOf('bases', baseContract);

const checkAfterMs = 400;

export default function NewRunPage() {
  const { t } = useTranslation('tuning');
  const project = useProject();
  const navigate = useNavigate();
  const [search, change] = useSearchState(searchSchema);
  const datasets = useQuery(datasetApi.list.queryOptions({ input: { project, limit: 200 } }));
  const bases = useQuery(baseApi.list.queryOptions());
  const frozen = (datasets.data?.items ?? []).flatMap(dataset =>
    dataset.latest?.state === 'frozen' ? [{ name: dataset.name, ...dataset.latest }] : [],
  );
  const choices = frozen.map(({ id, name: title, n, facts }) => ({
    id,
    name: title,
    n,
    rows: facts?.bySplit.train ?? 0,
  }));
  const version = search.version ?? frozen[0]?.id;
  const base = search.base ?? bases.data?.items[0]?.slug;
  const draft = useDraft(search, change);
  const { recipe } = draft;
  const faults = useMemo(() => faultsOf(recipe), [recipe]);
  const [isBroken, setBroken] = useState(false);
  const [name, setName] = useState('run');
  const [force, setForce] = useState(false);
  const isWrong = faults.length > 0 || isBroken;
  const wish = useMemo(
    () =>
      version && base && !isWrong
        ? { project, datasetVersionId: ownVersion(recipe, version), base, recipe }
        : undefined,
    [project, version, base, recipe, isWrong],
  );
  const settled = useSettled(wish, checkAfterMs);
  const preflight = useQuery({
    ...runApi.preflight.queryOptions({ input: settled ?? (undefined as never) }),
    queryKey: ['preflight', settled],
    enabled: settled !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  const method = nameOfMethod(recipe.method);
  const shares = useShares(base, preflight.data, method);
  // One key for one intention: a second press, or a repeat after a lost answer, is the same run.
  const intention = useMemo(() => crypto.randomUUID(), [wish, name]);
  const create = useMutation({
    mutationFn: () =>
      runApi.create.call({ ...wish!, name, force }, { context: { idempotencyKey: intention } }),
    onSuccess: run => {
      void invalidate('runs');
      void navigate({ to: `/p/${project}/tuning/runs/${run.number}` });
    },
  });
  const isReady =
    wish !== undefined &&
    wish === settled &&
    preflight.data !== undefined &&
    !preflight.isError &&
    !preflight.isPlaceholderData &&
    (preflight.data.memory.fits || force);
  const start = () => isReady && !create.isPending && create.mutate();
  usePageTitle(t('new.title'));
  useKeys({ 'Mod+Enter': start });
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
      <div className={styles.columns}>
        <section aria-labelledby="what" className={styles.what}>
          <h2 id="what">{t('new.what')}</h2>
          <DataSection
            project={project}
            choices={choices}
            isLoaded={datasets.isSuccess}
            version={version}
            onVersion={next => change({ version: next }, { replace: true })}
            recipe={recipe}
            faults={faults}
            onRecipe={draft.setRecipe}
          />
          <Labelled label={t('new.base')}>
            {id => (
              <Select
                id={id}
                value={base ?? null}
                onChange={next => change({ base: next }, { replace: true })}
                options={(bases.data?.items ?? []).map(({ slug, name: title }) => ({
                  value: slug,
                  label: title,
                }))}
              />
            )}
          </Labelled>
          <Labelled label={t('new.name')} hint={t('new.nameHint', { name })}>
            {id => (
              <Input id={id} value={name} maxLength={80} onChange={event => setName(event.target.value)} />
            )}
          </Labelled>
        </section>
        <HowSection
          project={project}
          draft={draft}
          facts={frozen.find(({ id }) => id === version)?.facts}
          faults={[...faults, ...missingText(preflight.error)]}
          shares={shares}
          isBroken={isBroken}
          onBroken={setBroken}
          view={search.view}
          onView={view => change({ view: view === 'form' ? undefined : view }, { replace: true })}
        />
        <section aria-labelledby="check" className={styles.check}>
          <h2 id="check">{t('new.check')}</h2>
          {isWrong ? (
            <p className={styles.fault}>! {t('new.faulty', { count: faults.length || 1 })}</p>
          ) : (
            <PreflightPane
              query={preflight}
              isAsked={wish !== undefined}
              onTake={advised => draft.setRecipe(withAdvice(recipe, advised))}
            />
          )}
          {!isWrong && preflight.data && !preflight.data.memory.fits && (
            <Checkbox checked={force} onChange={event => setForce(event.target.checked)}>
              {t('new.force')}
            </Checkbox>
          )}
        </section>
      </div>
    </>
  );
}

/** A value once it has been left alone for a while; at once where there was none. */
function useSettled<Value>(value: Value | undefined, ms: number): Value | undefined {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (settled === undefined || value === undefined) return setSettled(value);
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

const missingText = (error: unknown): Fault[] =>
  isTextMissing(error) ? [{ field: 'method.text', code: 'noText' }] : [];
