import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { mappingWish } from '../../formats/file-format.ts';
import type { ImportPreview } from '../../sources/import.contract.ts';
import { importApi, sourceApi } from '../api.ts';
import { MappingForm } from './mapping-form.tsx';
import { PreviewRejects, PreviewRows } from './preview-rows.tsx';
import styles from './preview.module.css';

/** The sent file and the mapping as it was changed stand in the address: what was begun is found again. */
const searchSchema = z.object({
  source: z.uuid().optional(),
  file: z.string().optional(),
  name: z.string().optional(),
  mapping: mappingWish.optional(),
});
export type PreviewSearch = z.infer<typeof searchSchema>;

/** Before anything is stored: what the file is, how its rows will read, and which of them will not come in. */
export default function PreviewPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const navigate = useNavigate();
  const [search, change] = useSearchState(searchSchema);
  const { source, file, name, mapping } = search;
  const sent = source && file && name ? { sourceId: source, fileDigest: file, fileName: name } : undefined;
  const query = useQuery({
    ...importApi.preview.queryOptions({ input: { project, ...sent!, ...(mapping ? { mapping } : {}) } }),
    enabled: sent !== undefined,
    placeholderData: before => before,
  });
  const start = useMutation({
    mutationFn: (preview: ImportPreview) =>
      importApi.create.call({
        project,
        ...sent!,
        mapping: preview.mappingFrom === 'guess' ? {} : (mapping ?? preview.mapping!),
      }),
    onSuccess: ({ id }) => {
      void invalidate('imports');
      void navigate({ to: `/p/${project}/data/imports/${id}`, replace: true });
    },
  });
  const preview = query.data;
  const isReady = Boolean(preview?.mapping) && !query.isPlaceholderData && !start.isPending;
  const begin = () => start.mutate(preview!);
  usePageTitle(t('preview.title'));
  useKeys({ 'Mod+Enter': isReady ? begin : undefined });
  if (!sent)
    return (
      <>
        <PageHead title={t('preview.title')} />
        <EmptyState action={<Link to={`/p/${project}/data/imports` as string}>{t('imports.choose')}</Link>}>
          {t('preview.noFile')}
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHead
        title={t('preview.title')}
        facts={
          <>
            <strong>{name}</strong>
            {preview && <Facts project={project} source={sent.sourceId} preview={preview} />}
          </>
        }
        actions={
          <>
            <Button onClick={() => void navigate({ to: `/p/${project}/data/imports` })}>{t('cancel')}</Button>
            <Button
              type="primary"
              disabled={!isReady}
              loading={start.isPending}
              aria-keyshortcuts="Control+Enter Meta+Enter"
              onClick={begin}
            >
              {t('preview.start')}
              <Key of="Mod+Enter" />
            </Button>
          </>
        }
      />
      {start.error && <ErrorPane error={start.error} />}
      <QueryPane query={query}>
        {found => (
          <div className={styles.panes}>
            <MappingForm preview={found} onChange={next => change({ mapping: next }, { replace: true })} />
            <div className={styles.rows}>
              {found.problem && <ErrorPane error={{ ...found.problem, data: found.problem }} />}
              {found.rejects.length > 0 && <PreviewRejects preview={found} />}
              {found.mapping && found.rows.length > 0 && <PreviewRows preview={found} />}
            </div>
          </div>
        )}
      </QueryPane>
    </>
  );
}

function Facts({ project, source, preview }: { project: string; source: string; preview: ImportPreview }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const sources = useQuery(sourceApi.list.queryOptions({ input: { project, limit: 200 } }));
  const { counts, isWhole } = preview;
  const shown = {
    read: format.count(counts.read),
    record: format.count(counts.record),
    duplicate: format.count(counts.duplicate),
    reject: format.count(counts.reject),
  };
  return (
    <>
      <span>{sources.data?.items.find(({ id }) => id === source)?.name}</span>
      <span>
        {preview.format.toUpperCase()} · {preview.encoding}
      </span>
      <span>{format.bytes(preview.bytesTotal)}</span>
      {preview.mapping && <span>{t(isWhole ? 'preview.becomes' : 'preview.firstBecome', shown)}</span>}
    </>
  );
}
