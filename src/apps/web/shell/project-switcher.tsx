import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { projectApi } from '#stages/need/web/index.ts';
import type { Project } from '#stages/need/project.contract.ts';
import styles from './rail.module.css';

/** Name and turn of the project, and the way to the others. */
export function ProjectSwitcher({ current, found }: { current: string; found: Project | undefined }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const { data } = useQuery(projectApi.list.queryOptions());
  const items = [
    ...(data?.items ?? []).map(({ slug, name }) => ({ key: `/p/${slug}`, label: name })),
    { type: 'divider' as const },
    { key: '/projects', label: t('allProjects') },
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectedKeys: [`/p/${current}`], onClick: ({ key }) => void navigate({ to: key }) }}
    >
      <button type="button" className={styles.project} title={t('switchProject')} aria-haspopup="menu">
        <img src="/mark.svg" width={22} height={22} alt="" />
        <span>
          <strong>{found?.name ?? current}</strong>
          {found && <span className="quiet">{t('turnLong', { turn: found.turn })}</span>}
        </span>
        <Icon name="chevron" />
      </button>
    </Dropdown>
  );
}
