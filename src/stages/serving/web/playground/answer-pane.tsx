import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { ChatEnd, ChatTurn } from './stream-chat.ts';
import styles from './playground.module.css';

export type PaneAnswer = {
  model: string;
  turns: ChatTurn[];
  text: string;
  state: 'streaming' | 'done' | 'stopped' | 'failed';
  end?: ChatEnd;
  error?: unknown;
};

export function AnswerPane({
  project,
  title,
  pane,
  isHidden,
  isWaiting,
}: {
  project: string;
  title: string;
  pane: PaneAnswer | undefined;
  /** Nothing is shown that tells which model it is: no time, no call. */
  isHidden: boolean;
  /** Others still answer: all are shown at once, for the speed tells as much as a name. */
  isWaiting: boolean;
}) {
  const { t } = useTranslation('serving');
  const format = useFormat();
  const turns = pane?.turns ?? [];
  const shown = isWaiting && pane?.state === 'done' ? turns.slice(0, -1) : turns;
  return (
    <section className={styles.pane} aria-label={title}>
      <h2>{title}</h2>
      {!pane && <p className="quiet">{t('playground.empty')}</p>}
      {shown.map(({ role, content }, at) => (
        <p key={at} className={role === 'user' ? styles.question : styles.text}>
          {content}
        </p>
      ))}
      {isWaiting && (
        <p className="quiet" aria-busy>
          {t('playground.together')}
        </p>
      )}
      {pane && pane.state !== 'done' && !isWaiting && (
        <p className={styles.text} aria-busy={pane.state === 'streaming'}>
          {pane.text}
          {pane.state === 'streaming' && <span className={styles.caret} aria-hidden />}
        </p>
      )}
      {pane?.state === 'failed' && !isWaiting && <ErrorPane error={pane.error} />}
      {pane?.state === 'stopped' && !isWaiting && <p className="quiet">{t('playground.stopped')}</p>}
      {pane?.end && pane.state === 'done' && !isHidden && (
        <p className="quiet">
          {t('playground.times', {
            first: format.count(Math.round(pane.end.firstTokenMs)),
            total: format.decimal(pane.end.totalMs / 1000, 1),
          })}
          {pane.end.callId && (
            <>
              {' · '}
              <Link to={`/p/${project}/serving/calls/${pane.end.callId}` as string}>
                {t('playground.call')}
              </Link>
            </>
          )}
        </p>
      )}
    </section>
  );
}
