import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { SaveLine } from '#platform/ui/panes/save-line.tsx';
import { useAutosave } from '#platform/ui/use-autosave.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { type BriefBody, briefBodySchema } from '../brief.contract.ts';
import { briefApi } from './api.ts';
import { BriefForm } from './brief-form.tsx';
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
        <Brief key={project} project={project} body={stored ?? emptyBrief} version={stored?.version ?? 0} />
      )}
    </QueryPane>
  );
}

/** Every default of the contract, and nothing said yet. */
const emptyBrief: BriefBody = { ...briefBodySchema.parse({ reason: 'tone', problem: '-' }), problem: '' };

function Brief({ project, body, version }: { project: string; body: BriefBody; version: number }) {
  const { t } = useTranslation('need');
  const queries = useQueryClient();
  const key = briefApi.get.queryKey({ input: { project } });
  const known = () => queries.getQueryData(key)?.version ?? version;
  const draft = useAutosave<BriefBody>(`attune.draft.brief.${project}`, withoutVersion(body), async next => {
    if (next.problem.trim() === '') return;
    const saved = await briefApi.put.call({ project, brief: next, version: known() });
    queries.setQueryData(key, saved);
  });
  const readTheirs = () =>
    queries.fetchQuery(briefApi.get.queryOptions({ input: { project }, staleTime: 0 }));
  return (
    <>
      <PageHead
        title={t('brief.title')}
        facts={
          <SaveLine
            state={draft.state}
            retry={() => void draft.flush()}
            keepMine={() => void readTheirs().then(draft.flush)}
            takeTheirs={() => void readTheirs().then(theirs => theirs && draft.take(withoutVersion(theirs)))}
          />
        }
      />
      <div className={styles.page}>
        <BriefForm brief={draft.value} onChange={draft.change} />
        <VerdictPane project={project} brief={draft.value} isSaved={draft.state.kind === 'saved'} />
      </div>
    </>
  );
}

const withoutVersion = ({ reason, problem, target, metrics, limits, readiness }: BriefBody): BriefBody => ({
  reason,
  problem,
  target,
  metrics,
  limits,
  readiness,
});
