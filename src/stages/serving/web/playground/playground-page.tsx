import { useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { baseApi, deploymentApi, versionApi } from '../api.ts';
import { AnswerPane, type PaneAnswer } from './answer-pane.tsx';
import { type ChatTurn, streamChat } from './stream-chat.ts';
import styles from './playground.module.css';

const searchSchema = z.object({ models: z.string().default('') });
const mostPanes = 4;

/** One question to up to four models, side by side; blind on request: shuffled, named only when asked. */
export default function PlaygroundPage() {
  const { t } = useTranslation('serving');
  const project = useProject();
  const names = useModelNames(project);
  const [search, change] = useSearchState(searchSchema);
  const chosen = search.models.split(',').filter(Boolean).slice(0, mostPanes);
  const models = chosen.length > 0 ? chosen : names.slice(0, 2);
  const [question, setQuestion] = useState('');
  const [isBlind, setBlind] = useState(false);
  const [settings, setSettings] = useState({ temperature: 0, maxTokens: 200 });
  const [panes, setPanes] = useState<PaneAnswer[]>([]);
  const [order, setOrder] = useState<number[]>([]);
  const stopper = useRef<AbortController>(undefined);
  const isBusy = panes.some(pane => pane.state === 'streaming');
  usePageTitle(t('playground.title'));

  const setPane = (at: number, next: (pane: PaneAnswer) => PaneAnswer) =>
    setPanes(old => old.map((pane, index) => (index === at ? next(pane) : pane)));

  const ask = () => {
    const content = question.trim();
    if (!content || isBusy || models.length === 0) return;
    stopper.current = new AbortController();
    const { signal } = stopper.current;
    const fresh = models.map((model, at): PaneAnswer => {
      const before = panes[at]?.model === model ? panes[at].turns : [];
      return { model, turns: [...before, { role: 'user', content }], text: '', state: 'streaming' };
    });
    setPanes(fresh);
    // A conversation goes on in its place; only a new one is shuffled.
    if (panes.length === 0 || order.length !== models.length)
      setOrder(isBlind ? shuffled(models.length) : models.map((_, at) => at));
    setQuestion('');
    for (const [at, pane] of fresh.entries()) void run(at, pane, signal);
  };

  const run = async (at: number, pane: PaneAnswer, signal: AbortSignal) => {
    let text = '';
    try {
      const end = await streamChat(
        `${project}/${pane.model}`,
        pane.turns,
        settings,
        piece => {
          text += piece;
          setPane(at, old => ({ ...old, text }));
        },
        signal,
      );
      const turns: ChatTurn[] = [...pane.turns, { role: 'assistant', content: text }];
      setPane(at, old => ({ ...old, turns, state: 'done', end }));
    } catch (error) {
      setPane(at, old => ({ ...old, state: signal.aborted ? 'stopped' : 'failed', error }));
    }
  };

  const clear = () => setPanes([]);
  /** Who has seen which is which begins anew; who looks again is shown the names where the answers stand. */
  const toggleBlind = (next: boolean) => {
    if (next) {
      stopper.current?.abort();
      clear();
    }
    setBlind(next);
  };
  useKeys({ 'Mod+Enter': ask, Escape: () => stopper.current?.abort() });
  const isHidden = isBlind && panes.length > 0;
  const isWaiting = isHidden && isBusy;
  return (
    <>
      <PageHead
        title={t('playground.title')}
        actions={
          <>
            <Select
              mode="multiple"
              maxCount={mostPanes}
              className={styles.models}
              aria-label={t('playground.models')}
              value={isHidden ? [] : models}
              placeholder={isHidden ? t('playground.hidden') : t('playground.models')}
              disabled={isHidden}
              onChange={next => change({ models: next.join(',') }, { replace: true })}
              options={names.map(value => ({ value, label: value }))}
            />
            <label className={styles.blind}>
              <Switch size="small" checked={isBlind} onChange={toggleBlind} /> {t('playground.blind')}
            </label>
            <Button onClick={clear} disabled={panes.length === 0}>
              {t('playground.clear')}
            </Button>
          </>
        }
      />
      <div className={styles.panes}>
        {(panes.length > 0 ? order : models.map((_, at) => at)).map((at, place) => (
          <AnswerPane
            key={at}
            project={project}
            title={
              isHidden
                ? t('playground.answer', { letter: String.fromCharCode(65 + place) })
                : (panes[at]?.model ?? models[at]!)
            }
            pane={panes[at]}
            isHidden={isHidden}
            isWaiting={isWaiting}
          />
        ))}
      </div>
      <div className={styles.ask}>
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 2, maxRows: 8 }}
          aria-label={t('playground.question')}
          placeholder={t('playground.question')}
          value={question}
          onChange={event => setQuestion(event.target.value)}
        />
        <div className={styles.settings}>
          <label>
            {t('playground.temperature')}{' '}
            <InputNumber
              size="small"
              min={0}
              max={2}
              step={0.1}
              value={settings.temperature}
              onChange={temperature => setSettings({ ...settings, temperature: temperature ?? 0 })}
            />
          </label>
          <label>
            {t('playground.maxTokens')}{' '}
            <InputNumber
              size="small"
              min={1}
              max={4096}
              precision={0}
              value={settings.maxTokens}
              onChange={maxTokens => setSettings({ ...settings, maxTokens: maxTokens ?? 200 })}
            />
          </label>
          {isBusy ? (
            <Button onClick={() => stopper.current?.abort()}>
              {t('playground.stop')}
              <Key of="Escape" />
            </Button>
          ) : (
            <Button
              type="primary"
              disabled={!question.trim()}
              aria-keyshortcuts="Control+Enter"
              onClick={ask}
            >
              {t('playground.send')}
              <Key of="Mod+Enter" />
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

/** Deployments first, then versions, then bases: what a request may name. */
function useModelNames(project: string): string[] {
  const deployments = useQuery(deploymentApi.list.queryOptions({ input: { project } }));
  const versions = useQuery(versionApi.list.queryOptions({ input: { project, limit: 200 } }));
  const bases = useQuery(baseApi.list.queryOptions());
  return [
    ...(deployments.data?.items ?? []).filter(({ state }) => state === 'live').map(({ name }) => name),
    ...(bases.data?.items ?? []).map(({ slug }) => slug),
    ...(versions.data?.items ?? []).map(({ name }) => name),
  ];
}

function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
