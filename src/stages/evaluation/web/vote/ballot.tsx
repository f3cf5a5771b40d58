import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import type { Pair, Turn, VoteVerdict } from '../../voting/vote.contract.ts';
import { KeySheet } from './key-sheet.tsx';
import { useLastVote } from './last-vote.ts';
import { useBallot, type Which } from './use-ballot.ts';
import styles from './vote.module.css';

const reasons = [
  ['facts', 'Q'],
  ['solves', 'W'],
  ['tone', 'E'],
  ['complete', 'R'],
  ['length', 'T'],
] as const;

/** Question, two answers alike to the pixel, and one key for each choice. */
export function Ballot({ which, pair, progress }: { which: Which; pair: Pair; progress: Turn['progress'] }) {
  const { t } = useTranslation('evaluation');
  const navigate = useNavigate();
  const ballot = useBallot(which, pair);
  const lastVote = useLastVote(which.evaluation);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const isSending = ballot.cast.isPending || ballot.undo.isPending;
  const send = (verdict: VoteVerdict) => !isSending && ballot.send(verdict);
  const submit = () => ballot.choice && send(ballot.choice);
  const choose = (choice: VoteVerdict) => () => (ballot.choice === choice ? submit() : ballot.choose(choice));
  const undo = () => {
    if (ballot.choice) ballot.clear();
    else if (progress.voted > 0 && !isSending) ballot.undo.mutate();
  };
  const pause = () => void navigate({ to: '/queue' });
  useKeys({
    1: choose('left'),
    2: choose('right'),
    3: choose('tie'),
    4: choose('both_bad'),
    Enter: submit,
    s: () => send('skip'),
    z: undo,
    p: pause,
    '?': () => setHelpOpen(true),
    Escape: () => ballot.clear(),
    ...Object.fromEntries(
      reasons.map(([reason, key]) => [key.toLowerCase(), () => ballot.toggleReason(reason)]),
    ),
  });
  return (
    <>
      <main className={styles.ballot} aria-busy={isSending}>
        <Question prompt={pair.prompt} />
        <div className={styles.answers}>
          <Answer
            side="left"
            text={pair.left}
            digit="1"
            isChosen={ballot.choice === 'left'}
            choose={choose('left')}
          />
          <Answer
            side="right"
            text={pair.right}
            digit="2"
            isChosen={ballot.choice === 'right'}
            choose={choose('right')}
          />
        </div>
        <div className={styles.others}>
          <Choice digit="3" isChosen={ballot.choice === 'tie'} choose={choose('tie')}>
            {t('vote.tie')}
          </Choice>
          <Choice digit="4" isChosen={ballot.choice === 'both_bad'} choose={choose('both_bad')}>
            {t('vote.bothBad')}
          </Choice>
          <Choice digit="S" isChosen={false} choose={() => send('skip')}>
            {t('vote.skip')}
          </Choice>
        </div>
        <fieldset className={styles.reasons} disabled={!ballot.choice}>
          <legend>{t('vote.why')}</legend>
          {reasons.map(([reason, key]) => (
            <button
              key={reason}
              type="button"
              className={styles.reason}
              aria-pressed={ballot.reasons.includes(reason)}
              aria-keyshortcuts={key}
              onClick={() => ballot.toggleReason(reason)}
            >
              {t(`vote.reasons.${reason}`)}
              <Key of={key} />
            </button>
          ))}
        </fieldset>
        {ballot.cast.error && <ErrorPane error={ballot.cast.error} retry={ballot.sendAgain} />}
        {ballot.undo.error && <ErrorPane error={ballot.undo.error} retry={() => ballot.undo.mutate()} />}
      </main>
      <footer className={styles.foot}>
        <span role="status">
          {lastVote && (
            <>
              <Icon name="undo" /> {t('vote.last', { choice: t(`vote.choice.${lastVote}`) })}
            </>
          )}
          {progress.voted > 0 && (
            <Button type="link" size="small" aria-keyshortcuts="Z" disabled={isSending} onClick={undo}>
              {t('vote.undo')}
              <Key of="Z" />
            </Button>
          )}
        </span>
        <span className={styles.submit}>
          <span className="quiet">
            {ballot.cast.isPending && ballot.cast.failureCount > 0 ? t('vote.waiting') : t('vote.hint')}
          </span>
          <Button
            type="primary"
            size="large"
            disabled={!ballot.choice}
            loading={isSending}
            aria-keyshortcuts="Enter"
            onClick={submit}
          >
            {t('vote.submit')}
            <Key of="Enter" />
          </Button>
        </span>
      </footer>
      <KeySheet isOpen={isHelpOpen} close={() => setHelpOpen(false)} />
    </>
  );
}

function Question({ prompt }: { prompt: Pair['prompt'] }) {
  const { t } = useTranslation('shell');
  const before = prompt.slice(0, -1);
  return (
    <div className={styles.question}>
      {before.map(({ role, content }, at) => (
        <p key={at} className={styles.before}>
          <span className="quiet">{t(`role.${role}`)}</span> {content}
        </p>
      ))}
      <h1 tabIndex={-1}>{prompt.at(-1)?.content}</h1>
    </div>
  );
}

type AnswerProps = {
  side: 'left' | 'right';
  text: string;
  digit: string;
  isChosen: boolean;
  choose: () => void;
};

function Answer({ side, text, digit, isChosen, choose }: AnswerProps) {
  const { t } = useTranslation('evaluation');
  return (
    <section className={styles.answer} aria-label={t(`vote.region.${side}`)} data-chosen={isChosen}>
      <p className={styles.side}>{t(`vote.side.${side}`)}</p>
      <div className={styles.text} tabIndex={0}>
        {text}
      </div>
      <button
        type="button"
        className={styles.choose}
        aria-pressed={isChosen}
        aria-keyshortcuts={digit}
        onClick={choose}
      >
        <Key of={digit} />
        {t(`vote.choice.${side}`)}
      </button>
    </section>
  );
}

function Choice({
  digit,
  isChosen,
  choose,
  children,
}: {
  digit: string;
  isChosen: boolean;
  choose: () => void;
  children: string;
}) {
  return (
    <button
      type="button"
      className={styles.other}
      aria-pressed={isChosen}
      aria-keyshortcuts={digit}
      onClick={choose}
    >
      <Key of={digit} />
      {children}
    </button>
  );
}
