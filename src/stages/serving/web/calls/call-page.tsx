import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { StatStrip } from '#platform/ui/panes/stat-strip.tsx';
import { ConversationView } from '#platform/ui/texts/conversation-view.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { Call } from '../../calls/call.contract.ts';
import { callApi } from '../api.ts';
import { useTargets } from '../use-target-names.ts';
import { callMarks } from './call-mark.ts';
import { turnsOf } from './read-request.ts';
import styles from './calls.module.css';

/** One call whole: request, answer or what there was of it, times, and the way back to what taught it. */
export default function CallPage() {
  const { t } = useTranslation('serving');
  const project = useProject();
  const id = useParam('id');
  const query = useQuery(callApi.get.queryOptions({ input: { project, id } }));
  usePageTitle(t('calls.one'));
  useShowLineage('interaction', query.data?.id);
  return <QueryPane query={query}>{call => <Found project={project} call={call} />}</QueryPane>;
}

function Found({ project, call }: { project: string; call: Call }) {
  const { t } = useTranslation('serving');
  const format = useFormat();
  const targets = useTargets(project);
  const isWhole = call.state === 'ok';
  const number = (value: number | null) => (value === null ? '–' : format.count(value));
  return (
    <>
      <PageHead
        title={t('calls.one')}
        state={<StateMark mark={callMarks[call.state]}>{t(`callState.${call.state}`)}</StateMark>}
        facts={
          <>
            <code>{call.responseId}</code>
            <span>{targets.find(({ id }) => id === call.targetId)?.name}</span>
          </>
        }
        actions={
          <Link to={`/p/${project}/loop/lineage/interaction/${call.id}` as string}>{t('calls.why')}</Link>
        }
      />
      <StatStrip
        stats={[
          { name: t('calls.firstToken'), value: number(call.firstTokenMs) },
          { name: t('calls.total'), value: number(call.totalMs) },
          { name: t('calls.promptTokens'), value: number(call.promptTokens), meaning: usageText(t, call) },
          {
            name: t('calls.tokens'),
            value: number(call.completionTokens),
            meaning: call.finishReason ?? undefined,
          },
        ]}
      />
      <div className={styles.call}>
        <ConversationView
          turns={[...turnsOf(call.request), { role: 'assistant', content: call.responseText ?? '' }]}
        />
        {!isWhole && call.state !== 'started' && <p className={styles.cut}>{t(`calls.cut.${call.state}`)}</p>}
        {call.error !== null && call.error !== undefined && (
          <pre className={styles.raw}>{JSON.stringify(call.error, null, 2)}</pre>
        )}
        <details>
          <summary>{t('calls.raw')}</summary>
          <pre className={styles.raw}>{JSON.stringify(call.request, null, 2)}</pre>
        </details>
      </div>
    </>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];
const usageText = (t: Translate, { usageSource }: Call): string | undefined =>
  usageSource ? t(`calls.usage.${usageSource}`) : undefined;
