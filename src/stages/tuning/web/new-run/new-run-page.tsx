import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { apiOf } from '#platform/ui/api/api.ts';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { datasetContract, type DatasetVersion } from '#stages/data/datasets/dataset.contract.ts';
import { baseContract } from '#stages/models/bases/base.contract.ts';
import { runApi } from '../api.ts';
import { CustomRecipe } from './custom-recipe.tsx';
import { PreflightPane } from './preflight-pane.tsx';
import { recipeNames, recipes, type RecipeName, type RecipeWish } from './recipes.ts';
import styles from './new-run.module.css';

const datasetApi = apiOf('datasets', datasetContract);
const baseApi = apiOf('bases', baseContract);

/** Version, base and recipe stand in the address: a run that is about to start can be shown to somebody. */
const searchSchema = z.object({
  version: z.uuid().optional(),
  base: z.string().optional(),
  recipe: z.enum(recipeNames).default('standard'),
});

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
  const version = search.version ?? frozen[0]?.id;
  const base = search.base ?? bases.data?.items[0]?.slug;
  const [custom, setCustom] = useState<RecipeWish>({});
  const [name, setName] = useState('run');
  const [force, setForce] = useState(false);
  const recipe = search.recipe === 'custom' ? custom : recipes[search.recipe];
  const wish = useMemo(
    () => (version && base ? { project, datasetVersionId: version, base, recipe } : undefined),
    [project, version, base, recipe],
  );
  const preflight = useQuery({
    ...runApi.preflight.queryOptions({ input: wish ?? (undefined as never) }),
    queryKey: ['preflight', wish],
    enabled: wish !== undefined,
    staleTime: 60_000,
  });
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
  const isReady = wish !== undefined && preflight.data !== undefined && (preflight.data.memory.fits || force);
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
        <section aria-labelledby="what">
          <h2 id="what">{t('new.what')}</h2>
          <VersionSelect
            project={project}
            versions={frozen}
            isLoaded={datasets.isSuccess}
            value={version}
            onChange={next => change({ version: next }, { replace: true })}
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
        <section aria-labelledby="how">
          <h2 id="how">{t('new.how')}</h2>
          <Radio.Group
            className={styles.cards}
            aria-label={t('new.recipe')}
            value={search.recipe}
            onChange={event => change({ recipe: event.target.value as RecipeName }, { replace: true })}
          >
            {recipeNames.map(each => (
              <Radio key={each} value={each} className={styles.card}>
                <strong>{t(`new.recipes.${each}`)}</strong>
                <span className="quiet">{t(`new.recipeHint.${each}`)}</span>
              </Radio>
            ))}
          </Radio.Group>
          {search.recipe === 'custom' && <CustomRecipe recipe={custom} onChange={setCustom} />}
        </section>
        <section aria-labelledby="check" className={styles.check}>
          <h2 id="check">{t('new.check')}</h2>
          <PreflightPane query={preflight} isAsked={wish !== undefined} />
          {preflight.data && !preflight.data.memory.fits && (
            <Checkbox checked={force} onChange={event => setForce(event.target.checked)}>
              {t('new.force')}
            </Checkbox>
          )}
        </section>
      </div>
    </>
  );
}

type VersionSelectProps = {
  project: string;
  versions: readonly { id: string; name: string; n: number; facts: DatasetVersion['facts'] }[];
  isLoaded: boolean;
  value: string | undefined;
  onChange: (id: string) => void;
};

function VersionSelect({ project, versions, isLoaded, value, onChange }: VersionSelectProps) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  if (isLoaded && versions.length === 0)
    return (
      <p>
        {t('new.noDataset')} <Link to={`/p/${project}/data/datasets` as string}>{t('new.toDatasets')}</Link>
      </p>
    );
  return (
    <Labelled label={t('new.dataset')}>
      {id => (
        <Select
          id={id}
          value={value ?? null}
          onChange={onChange}
          options={versions.map(({ id: key, name, n, facts }) => ({
            value: key,
            label: `${name} v${n} · ${format.count(facts?.bySplit.train ?? 0)}`,
          }))}
        />
      )}
    </Labelled>
  );
}
