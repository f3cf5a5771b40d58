import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { projectApi } from '#stages/need/web/index.ts';
import type { Project } from '#stages/need/project.contract.ts';
import { useSession } from '../account/session.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { ThemeSwitch } from '../shell/theme-switch.tsx';
import { SignOut } from '../shell/sign-out.tsx';
import styles from './projects.module.css';

/** `new` opens the form: where other pages send who wants to begin. */
const searchSchema = z.object({ new: z.boolean().optional() });

export default function ProjectsPage() {
  const { t } = useTranslation('shell');
  const query = useQuery(projectApi.list.queryOptions());
  const [{ new: isNew }, setSearch] = useSearchState(searchSchema);
  const setNew = (open: boolean) => setSearch({ new: open || undefined }, { replace: true });
  const { isAdministrator } = useSession();
  usePageTitle(t('projects.title'));
  useKeys({ n: () => setNew(true) });
  const create = (
    <Button type="primary" aria-keyshortcuts="N" onClick={() => setNew(true)}>
      {t('projects.create')}
      <Key of="N" />
    </Button>
  );
  return (
    <main className={styles.page}>
      <PageHead
        title={t('projects.title')}
        actions={
          <>
            <LanguageSwitch />
            <ThemeSwitch />
            <SignOut />
            {create}
          </>
        }
      />
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              action={create}
              beside={isAdministrator && <Link to={'/setup' as string}>{t('projects.example')}</Link>}
            >
              {t('projects.empty')}
            </EmptyState>
          ) : (
            <Projects items={items} />
          )
        }
      </QueryPane>
      {isNew && (
        <Suspense fallback={null}>
          <NewProject isOpen close={() => setNew(false)} />
        </Suspense>
      )}
    </main>
  );
}

/** Its form is loaded by who wants a project, not by everybody who looks at theirs. */
const NewProject = lazy(() =>
  import('./new-project.tsx').then(({ NewProject: Form }) => ({ default: Form })),
);

type Listed = Omit<Project, 'systemPrompt'>;

function Projects({ items }: { items: Listed[] }) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const shown = items.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(wanted));
  return (
    <>
      {items.length > 7 && (
        <Input
          className={styles.filter}
          allowClear
          placeholder={t('projects.filter')}
          aria-label={t('projects.filter')}
          value={filter}
          onChange={event => setFilter(event.target.value)}
        />
      )}
      <DataTable
        keyOf={row => row.id}
        rows={shown}
        columns={[
          {
            title: t('projects.name'),
            render: ({ slug, name }) => <Link to={`/p/${slug}` as string}>{name}</Link>,
          },
          { title: t('projects.address'), render: ({ slug }) => <code>{slug}</code> },
          { title: t('projects.languages'), render: ({ languages }) => languages.join(', ') },
          { title: t('projects.turn'), align: 'end', render: ({ turn }) => format.count(turn) },
          {
            title: t('projects.created'),
            align: 'end',
            render: ({ createdAt }) => <TimeText at={createdAt} />,
          },
        ]}
      />
    </>
  );
}
