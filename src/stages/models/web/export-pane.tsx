import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { Labelled } from '#platform/ui/panes/labelled.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { exportFormats, type ModelExport, precisionsOf } from '../exports/export.contract.ts';
import { exportApi } from './api.ts';
import styles from './models.module.css';

const atWork = (each: ModelExport) => each.state === 'queued' || each.state === 'running';
const pollMs = 1_000;

type Wish = { format: ModelExport['format']; precision: ModelExport['precision'] };

/** Every format and precision as one choice: nobody can ask for what there is not. */
const wishes: readonly Wish[] = exportFormats.flatMap((format): Wish[] =>
  precisionsOf[format].length === 0
    ? [{ format, precision: null }]
    : precisionsOf[format].map(precision => ({ format, precision })),
);

/** A model version for other programs: what was written so far, and one more. */
export function ExportPane({
  project,
  versionId,
  isSoftPrompt,
}: {
  project: string;
  versionId: string;
  isSoftPrompt: boolean;
}) {
  const { t } = useTranslation('models');
  const input = { project, id: versionId };
  const query = useQuery({
    ...exportApi.list.queryOptions({ input }),
    refetchInterval: ({ state }) => (state.data?.items.some(atWork) ? pollMs : false),
  });
  const possible = wishes.filter(({ format }) => format === 'adapter' || !isSoftPrompt);
  const [chosen, choose] = useState(0);
  const create = useMutation({
    mutationFn: ({ format, precision }: Wish) =>
      exportApi.create.call({ ...input, format, ...(precision ? { precision } : {}) }),
    onSuccess: () => invalidate('exports'),
  });
  return (
    <section className={styles.files} aria-labelledby="exports">
      <h2 id="exports">{t('exports.title')}</h2>
      <div className={styles.exportWish}>
        <Labelled label={t('exports.format')}>
          {id => (
            <Select
              id={id}
              value={chosen}
              onChange={choose}
              options={possible.map((wish, value) => ({
                value,
                label: `${t(`exports.formats.${wish.format}`)}${wish.precision ? ` · ${wish.precision}` : ''}`,
              }))}
            />
          )}
        </Labelled>
        <Button loading={create.isPending} onClick={() => create.mutate(possible[chosen]!)}>
          {t('exports.write')}
        </Button>
      </div>
      <p className="quiet">{t(`exports.formatHint.${possible[chosen]!.format}`)}</p>
      {create.error && <ErrorPane error={create.error} />}
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('exports.empty')}</p>
          ) : (
            <ul className={styles.exports}>
              {items.map(each => (
                <Export key={each.id} project={project} made={each} />
              ))}
            </ul>
          )
        }
      </QueryPane>
    </section>
  );
}

function Export({ project, made }: { project: string; made: ModelExport }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const { progress, error } = made;
  return (
    <li>
      <span className={styles.exportHead}>
        <strong>{t(`exports.formats.${made.format}`)}</strong>
        {made.precision && <code>{made.precision}</code>}
        <span role={atWork(made) ? 'status' : undefined} className={styles.state} data-state={made.state}>
          {progress
            ? t('exports.progress', {
                done: format.count(progress.done),
                total: format.count(progress.total),
              })
            : t(`exports.state.${made.state}`)}
        </span>
        <TimeText at={made.createdAt} />
      </span>
      {error && <ErrorPane error={error} />}
      {made.files.map(({ name, sizeBytes, digest }) => (
        <a key={name} href={addressOf(project, made.id, name)} download={name}>
          {name} <span className="quiet">{format.bytes(sizeBytes)}</span>{' '}
          <code className="quiet">sha256 {digest.slice(0, 12)}…</code>
        </a>
      ))}
      {made.warnings.map(({ code }) => (
        <p key={code} className="quiet">
          {t(`exports.warning.${code}`)}
        </p>
      ))}
    </li>
  );
}

const addressOf = (project: string, id: string, name: string): string =>
  `/api/v1/projects/${project}/exports/${id}/files/${encodeURIComponent(name)}`;
