import { useTranslation } from 'react-i18next';
import { MarkedText } from './marked-text.tsx';
import styles from './texts.module.css';

export type Turn = { role: string; content: string };

/** Who said what, in reading type. Content keeps its own language and is never formatted beyond its lines. */
export function ConversationView({
  turns,
  search,
  lang,
}: {
  turns: readonly Turn[];
  search?: string;
  lang?: string;
}) {
  const { t } = useTranslation('shell');
  return (
    <dl className={styles.conversation} lang={lang}>
      {turns.map(({ role, content }, at) => (
        <div key={at} data-role={role}>
          <dt>{t(`role.${role}`, { defaultValue: role })}</dt>
          <dd>
            <MarkedText text={content} search={search} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
