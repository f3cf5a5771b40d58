import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import type { Example } from '#stages/loop/example/example.contract.ts';
import { projectApi } from '#stages/need/web/index.ts';
import styles from './setup.module.css';

/** Opens the example's project and makes it where there is none; it runs nothing yet. */
export function OpenExample({ example }: { example: Example }) {
  const { t } = useTranslation('setup');
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: async () => {
      const { items } = await projectApi.list.call();
      if (items.some(({ slug }) => slug === example.project.slug)) return;
      await projectApi.create.call(example.project).catch(unlessThere);
    },
    onSuccess: () => {
      void invalidate('projects');
      void navigate({ to: `/p/${example.project.slug}/start` });
    },
  });
  return (
    <>
      <p>{t('example.text')}</p>
      <p className={styles.save}>
        <Button type="primary" loading={open.isPending} onClick={() => open.isPending || open.mutate()}>
          {t('example.open')}
        </Button>
        <Link to="/projects">{t('example.own')}</Link>
      </p>
      {open.error && <ErrorPane error={open.error} />}
    </>
  );
}

/** Somebody else, or a second click, was faster. */
function unlessThere(error: unknown): void {
  if ((error as { code?: string }).code !== 'project_exists') throw error;
}
