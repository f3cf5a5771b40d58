import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import { evaluationApi } from '../api.ts';
import { evaluationMarks } from '../evaluation-mark.ts';
import { Preparing } from './preparing.tsx';
import { ResultView } from './result-view.tsx';

export default function EvaluationPage() {
  const { t } = useTranslation('evaluation');
  const project = useProject();
  const evaluation = useParam('evaluation');
  const query = useQuery(evaluationApi.get.queryOptions({ input: { project, evaluation } }));
  usePageTitle(t('title', { number: query.data?.number ?? evaluation }));
  useShowLineage('evaluation', query.data?.id);
  return <QueryPane query={query}>{found => <Found project={project} evaluation={found} />}</QueryPane>;
}

function Found({ project, evaluation }: { project: string; evaluation: Evaluation }) {
  const { t } = useTranslation('evaluation');
  const { number, state } = evaluation;
  const result = useQuery(
    evaluationApi.result.queryOptions({
      input: { project, evaluation: evaluation.id },
      enabled: state === 'open' || state === 'closed',
    }),
  );
  return (
    <>
      <PageHead
        title={t('title', { number })}
        state={<StateMark mark={evaluationMarks[state]}>{t(`state.${state}`)}</StateMark>}
        facts={evaluation.name}
        actions={<Actions project={project} evaluation={evaluation} />}
      />
      {state === 'open' || state === 'closed' ? (
        <QueryPane query={result}>
          {found => <ResultView project={project} evaluation={evaluation} result={found} />}
        </QueryPane>
      ) : (
        <Preparing project={project} evaluation={evaluation} />
      )}
    </>
  );
}

function Actions({ project, evaluation }: { project: string; evaluation: Evaluation }) {
  const { t } = useTranslation('evaluation');
  const { modal, message } = App.useApp();
  const navigate = useNavigate();
  const close = useMutation(
    evaluationApi.close.mutationOptions({
      onSuccess: () => void invalidate('evaluations'),
      onError: error => void message.error(textOfError(t, error).message),
    }),
  );
  const isOpen = evaluation.state === 'open';
  const vote = () => void navigate({ to: `/p/${project}/vote/${evaluation.number}` });
  const askClose = () =>
    void modal.confirm({
      title: t('close.title'),
      content: t('close.text'),
      okText: t('close.ok'),
      cancelText: t('close.keep'),
      onOk: () => close.mutateAsync({ project, evaluation: evaluation.id }).catch(() => undefined),
    });
  const hasVotes = isOpen || evaluation.state === 'closed';
  const votes = () => void navigate({ to: `/p/${project}/evaluation/${evaluation.number}/votes` });
  useKeys({ v: hasVotes ? votes : undefined, b: isOpen ? vote : undefined });
  if (!hasVotes) return null;
  return (
    <>
      <Button aria-keyshortcuts="V" onClick={votes}>
        {t('votes.title')}
        <Key of="V" />
      </Button>
      {isOpen && (
        <>
          <Button onClick={askClose}>{t('close.action')}</Button>
          <Button type="primary" aria-keyshortcuts="B" onClick={vote}>
            {t('vote.start')}
            <Key of="B" />
          </Button>
        </>
      )}
    </>
  );
}
