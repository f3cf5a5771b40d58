import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import { isSoftPrompt } from '../exports/is-soft-prompt.ts';
import type { ModelVersion } from '../versions/model-version.contract.ts';
import { versionApi } from './api.ts';
import { ExportPane } from './export-pane.tsx';
import styles from './models.module.css';

/** An immutable version: what it stands on, its files by digest, how it is asked. */
export default function VersionPage() {
  const project = useProject();
  const id = useParam('id');
  const query = useQuery(versionApi.get.queryOptions({ input: { project, id } }));
  usePageTitle(query.data?.name);
  useShowLineage('model_version', query.data?.id);
  return <QueryPane query={query}>{version => <Found project={project} version={version} />}</QueryPane>;
}

function Found({ project, version }: { project: string; version: ModelVersion }) {
  const { t } = useTranslation('models');
  const { sampling } = version;
  const facts: [string, React.ReactNode][] = [
    [t('versions.base'), version.base],
    [t('versions.baseDigest'), <code key="base">{version.baseDigest.slice(0, 16)}</code>],
    [t('versions.digest'), <code key="adapter">{version.adapterDigest.slice(0, 16)}</code>],
    [t('versions.template'), <code key="template">{version.templateDigest.slice(0, 16)}</code>],
    [
      t('versions.sampling'),
      t('versions.samplingText', {
        temperature: sampling.temperature,
        topP: sampling.topP,
        maxTokens: sampling.maxTokens,
      }),
    ],
    [t('versions.servedBy'), <ServedBy key="served" version={version} />],
    [t('versions.systemPrompt'), version.systemPrompt || '–'],
    [t('versions.created'), <TimeText key="created" at={version.createdAt} />],
  ];
  return (
    <>
      <PageHead
        title={version.name}
        facts={t('versions.facts')}
        actions={
          <>
            <Link
              to={`/p/${project}/serving/playground` as string}
              search={{ models: version.name } as never}
            >
              {t('versions.try')}
            </Link>
            <Link to={`/p/${project}/evaluation/new` as string} search={{ version: version.id } as never}>
              {t('versions.evaluate')}
            </Link>
          </>
        }
      />
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section className={styles.files} aria-labelledby="files">
        <h2 id="files">{t('versions.files')}</h2>
        <ul>
          {Object.entries(version.files).map(([name, digest]) => (
            <li key={name}>
              <code>{name}</code> <code className="quiet">sha256 {digest.slice(0, 24)}…</code>
            </li>
          ))}
        </ul>
      </section>
      <ExportPane project={project} versionId={version.id} isSoftPrompt={isSoftPrompt(version)} />
    </>
  );
}

function ServedBy({ version }: { version: ModelVersion }) {
  const { t } = useTranslation('models');
  const isPython = version.servedBy === 'python engine';
  return (
    <>
      {t(isPython ? 'versions.pythonEngine' : 'versions.llamaCpp')}
      {isPython && (
        <p className="quiet">
          {t(isSoftPrompt(version) ? 'versions.softPrompt' : 'versions.baseWithoutGguf')}
        </p>
      )}
    </>
  );
}
