import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SplitBar } from '#platform/ui/charts/split-bar.tsx';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { offerUndo } from '#platform/ui/undo/undo-list.ts';
import { UndoButton } from '#platform/ui/undo/action-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Deployment } from '../../deployments/deployment.contract.ts';
import { deploymentApi } from '../api.ts';
import { useTargets } from '../use-target-names.ts';
import { DeploymentForm } from './deployment-form.tsx';
import { idOf } from './targets.ts';
import styles from './deployments.module.css';

/** Names that applications call, and what answers behind each. */
export default function DeploymentsPage() {
  const { t } = useTranslation('serving');
  const project = useProject();
  const query = useQuery(deploymentApi.list.queryOptions({ input: { project } }));
  const [edited, setEdited] = useState<Deployment | 'new'>();
  usePageTitle(t('deployments.title'));
  useKeys({ n: () => setEdited('new') });
  const create = (
    <Button type="primary" aria-keyshortcuts="N" onClick={() => setEdited('new')}>
      {t('deployments.new')}
      <Key of="N" />
    </Button>
  );
  return (
    <>
      <PageHead
        title={t('deployments.title')}
        actions={
          <>
            <UndoButton />
            {create}
          </>
        }
      />
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState action={create}>{t('deployments.empty')}</EmptyState>
          ) : (
            items.map(deployment => (
              <DeploymentView
                key={deployment.id}
                project={project}
                deployment={deployment}
                edit={() => setEdited(deployment)}
              />
            ))
          )
        }
      </QueryPane>
      {edited && (
        <DeploymentForm
          project={project}
          deployment={edited === 'new' ? undefined : edited}
          close={() => setEdited(undefined)}
        />
      )}
    </>
  );
}

const hues = ['var(--violet)', 'var(--petrol)', 'var(--amber)', 'var(--slate)'];

function DeploymentView({
  project,
  deployment,
  edit,
}: {
  project: string;
  deployment: Deployment;
  edit: () => void;
}) {
  const { t } = useTranslation('serving');
  const format = useFormat();
  const { message } = App.useApp();
  const targets = useTargets(project);
  const nameOf = (id: string) => targets.find(target => target.id === id)?.name ?? `…${id.slice(-6)}`;
  const total = deployment.targets.reduce((sum, { weight }) => sum + weight, 0);
  const settle = {
    onSuccess: () => void invalidate('deployments'),
    onError: (error: unknown) => void message.error(textOfError(t, error).message),
  };
  const which = { project, deployment: deployment.id };
  const update = useMutation(deploymentApi.update.mutationOptions(settle));
  const rollback = useMutation({
    mutationFn: () => deploymentApi.rollback.call({ ...which, version: deployment.version }),
    ...settle,
    onSuccess: back => {
      settle.onSuccess();
      offerUndo(t('deployments.rolledBack', { name: deployment.name }), async () => {
        await deploymentApi.rollback.call({ ...which, version: back.version, to: deployment.version });
        await invalidate('deployments');
      });
    },
  });
  const isLive = deployment.state === 'live';
  const turn = () =>
    update.mutate({ ...which, version: deployment.version, state: isLive ? 'stopped' : 'live' });
  return (
    <section className={styles.deployment} aria-labelledby={deployment.id}>
      <div className={styles.head}>
        <h2 id={deployment.id}>{deployment.name}</h2>
        <StateMark mark={isLive ? 'done' : 'paused'}>{t(`deployments.state.${deployment.state}`)}</StateMark>
        <span className="quiet">{t('deployments.version', { version: deployment.version })}</span>
        <span className={styles.actions}>
          <Link
            to={`/p/${project}/serving/playground` as string}
            search={{ models: deployment.name } as never}
          >
            {t('deployments.try')}
          </Link>
          <Button size="small" onClick={edit}>
            {t('deployments.change')}
          </Button>
          <Button
            size="small"
            disabled={deployment.version < 2}
            loading={rollback.isPending}
            onClick={() => rollback.mutate()}
          >
            {t('deployments.rollback')}
          </Button>
          <Button size="small" loading={update.isPending} onClick={turn}>
            {t(isLive ? 'deployments.stop' : 'deployments.start')}
          </Button>
        </span>
      </div>
      <SplitBar
        label={t('deployments.traffic')}
        parts={deployment.targets.map((target, at) => ({
          name: nameOf(idOf(target)),
          count: target.weight,
          fill: hues[at % hues.length]!,
          hatched: target.kind === 'base',
          shown: <strong>{format.percent(total > 0 ? target.weight / total : 0, 0)}</strong>,
        }))}
      />
      <Revisions project={project} deployment={deployment} nameOf={nameOf} />
      <pre className={styles.curl}>{curlOf(project, deployment.name)}</pre>
    </section>
  );
}

function Revisions({
  project,
  deployment,
  nameOf,
}: {
  project: string;
  deployment: Deployment;
  nameOf: (id: string) => string;
}) {
  const { t } = useTranslation('serving');
  const { data } = useQuery(
    deploymentApi.revisions.queryOptions({ input: { project, deployment: deployment.id } }),
  );
  if (!data || data.items.length < 2) return null;
  return (
    <details>
      <summary>{t('deployments.history', { count: data.items.length })}</summary>
      <ol className={styles.history}>
        {data.items.map(({ version, targets, createdAt }) => (
          <li key={version}>
            <span className="quiet">{version}</span>
            {targets.map(target => nameOf(idOf(target))).join(', ')}
            <TimeText at={createdAt} />
          </li>
        ))}
      </ol>
    </details>
  );
}

const curlOf = (project: string, name: string): string =>
  `curl ${location.origin}/v1/chat/completions -H "authorization: Bearer $KEY" -H "content-type: application/json" \\
  -d '{"model": "${project}/${name}", "messages": [{"role": "user", "content": "…"}]}'`;
