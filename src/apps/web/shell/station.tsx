import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { StageWeb } from '#platform/ui/stage-web.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import type { StationFacts } from '#stages/loop/overview/overview.contract.ts';
import { StagePages } from './stage-pages.tsx';
import type { StageName } from '../stages.ts';
import styles from './rail.module.css';

type Props = {
  project: string;
  name: StageName;
  stage: StageWeb | undefined;
  facts?: StationFacts | undefined;
  as?: 'li' | 'div';
};

/** A stage on the line; only the open one shows its pages. */
export function Station({ project, name, stage, facts, as: Tag = 'li' }: Props) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const root = `/p/${project}/${name}`;
  const isOpen = pathname === root || pathname.startsWith(`${root}/`);
  const first = stage?.menu[0]?.path ?? name;
  return (
    <Tag className={styles.station} data-open={isOpen} data-state={facts?.state ?? 'empty'}>
      <Link
        to={`/p/${project}/${first}` as string}
        className={styles.name}
        title={t(`shell:stage.${name}`)}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span className={styles.word}>{t(`shell:stage.${name}`)}</span>
        <Waiting facts={facts} />
      </Link>
      {isOpen && stage && stage.menu.length > 1 && (
        <ul className={styles.pages}>
          <StagePages project={project} stage={stage} />
        </ul>
      )}
    </Tag>
  );
}

/** What waits: a black pill for me, grey for others; what runs is counted where nothing waits. */
function Waiting({ facts }: { facts: StationFacts | undefined }) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const count = facts ? facts.waiting || facts.running : 0;
  if (!facts || count === 0) return null;
  const kind = facts.waiting === 0 ? 'running' : facts.isMine ? 'mine' : 'others';
  return (
    <span className={styles.count} data-kind={kind} title={t(`count.${kind}`, { count })}>
      {format.compact(count)}
    </span>
  );
}
