import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { SaveLine } from '#platform/ui/panes/save-line.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { type BriefBody, briefBodySchema } from '../brief.contract.ts';
import { briefApi } from './api.ts';
import { BriefForm } from './brief-form.tsx';
import { ClashPane } from './clash-pane.tsx';
import { bodyOf, type Known, useBrief } from './use-brief.ts';
import { VerdictPane } from './verdict-pane.tsx';
import styles from './brief.module.css';

/** A document, not a form: it saves itself, and the verdict in its margin follows every change. */
export default function BriefPage() {
  const { t } = useTranslation('need');
  const project = useProject();
  const query = useQuery(briefApi.get.queryOptions({ input: { project } }));
  usePageTitle(t('brief.title'));
  return (
    <QueryPane query={query}>
      {stored => (
        <Brief
          key={project}
          project={project}
          stored={
            stored ? { version: stored.version, body: bodyOf(stored) } : { version: 0, body: emptyBrief }
          }
        />
      )}
    </QueryPane>
  );
}

/** Every default of the contract, and nothing said yet. */
const emptyBrief: BriefBody = { ...briefBodySchema.parse({ reason: 'tone', problem: '-' }), problem: '' };

function Brief({ project, stored }: { project: string; stored: Known }) {
  const { t } = useTranslation('need');
  const brief = useBrief(project, stored);
  const { clash, choose } = brief;
  return (
    <>
      <PageHead
        title={t('brief.title')}
        facts={clash ? undefined : <SaveLine state={brief.state} retry={() => void brief.flush()} />}
      />
      {clash && <ClashPane clash={clash} mine={brief.value} choose={choose} />}
      <div className={styles.page}>
        <BriefForm brief={brief.value} onChange={brief.change} />
        <VerdictPane project={project} brief={brief.value} isSaved={brief.state.kind === 'saved'} />
      </div>
    </>
  );
}
