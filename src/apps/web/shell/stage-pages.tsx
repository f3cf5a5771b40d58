import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { StageWeb } from '#platform/ui/stage-web.ts';
import styles from './rail.module.css';

/** The pages of the open stage, in the rail or, where that is folded, above the sheet. */
export function StagePages({ project, stage }: { project: string; stage: StageWeb }) {
  const { t } = useTranslation();
  return (
    <>
      {stage.menu.map(({ path, label }) => (
        <li key={path}>
          <Link
            to={`/p/${project}/${path}` as string}
            activeOptions={{ exact: stage.menu.some(other => other.path.startsWith(`${path}/`)) }}
            activeProps={{ className: styles.here!, 'aria-current': 'page' }}
          >
            {t(`${stage.name}:menu.${label}`)}
          </Link>
        </li>
      ))}
    </>
  );
}
