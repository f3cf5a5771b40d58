import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
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
import { NewProject } from './new-project.tsx';
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
      <NewProject isOpen={isNew === true} close={() => setNew(false)} />
    </main>
  );
}

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
      <Table<Listed>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={shown}
        columns={[
          {
            title: t('projects.name'),
            render: (_, { slug, name }) => <Link to={`/p/${slug}` as string}>{name}</Link>,
          },
          { title: t('projects.address'), render: (_, { slug }) => <code>{slug}</code> },
          { title: t('projects.languages'), render: (_, { languages }) => languages.join(', ') },
          { title: t('projects.turn'), align: 'right', render: (_, { turn }) => format.count(turn) },
          {
            title: t('projects.created'),
            align: 'right',
            render: (_, { createdAt }) => <TimeText at={createdAt} />,
          },
        ]}
      />
    </>
  );
}
