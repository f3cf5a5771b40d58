import { useTranslation } from 'react-i18next';
import { ConversationView } from '#platform/ui/texts/conversation-view.tsx';
import { MarkedText } from '#platform/ui/texts/marked-text.tsx';
import { desirableOf, type Payload, rejectedOf } from '../../records/payload.ts';
import styles from './row-view.module.css';

type Props = {
  row: { messages: Payload['messages']; preference?: Payload['preference'] | null };
  search?: string | undefined;
  lang?: string | undefined;
};

/** A row as it reads: a conversation, or the conversation up to its question and what people think of the answers. */
export function RowView({ row: { messages, preference }, search, lang }: Props) {
  const { t } = useTranslation('data');
  if (!preference) return <ConversationView turns={messages} search={search} lang={lang} />;
  const payload = { preference };
  const [rejected, desirable] = [rejectedOf(payload), desirableOf(payload)];
  const answer = messages.at(-1)!.content;
  return (
    <div className={styles.row}>
      <ConversationView turns={messages.slice(0, -1)} search={search} lang={lang} />
      <div className={styles.answers} lang={lang}>
        {rejected === undefined ? (
          <Answer
            mark={desirable ? 'good' : 'bad'}
            name={t(desirable ? 'preference.wanted' : 'preference.unwanted')}
            text={answer}
            search={search}
          />
        ) : (
          <>
            <Answer mark="good" name={t('preference.preferred')} text={answer} search={search} />
            <Answer mark="bad" name={t('preference.rejected')} text={rejected} search={search} />
          </>
        )}
      </div>
    </div>
  );
}

const signs = { good: '✓', bad: '✕' };

function Answer({
  mark,
  name,
  text,
  search,
}: {
  mark: 'good' | 'bad';
  name: string;
  text: string;
  search: string | undefined;
}) {
  return (
    <figure className={styles.answer} data-mark={mark}>
      <figcaption>
        <span aria-hidden>{signs[mark]}</span> {name}
      </figcaption>
      <p>
        <MarkedText text={text} search={search} />
      </p>
    </figure>
  );
}
