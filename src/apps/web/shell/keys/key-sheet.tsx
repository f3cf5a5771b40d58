import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useParams } from '@tanstack/react-router';
import { useSession } from '../../account/session.ts';
import { stageNames } from '../../stages.ts';
import { describeKeys } from './describe-keys.ts';
import { otherLetters, stageLetters } from './stage-letters.ts';
import styles from './keys.module.css';

type Line = { keys: string[]; does: string };

/** All keys of the page as they were when it was asked for, then those that every page has. */
export default function KeySheet({ close }: { close: () => void }) {
  const { t } = useTranslation('shell');
  const { seesQueueOnly } = useSession();
  const [ofPage] = useState(() => linesOf(describeKeys(t)));
  const { project } = useParams({ strict: false }) as { project?: string };
  return (
    <Modal open onCancel={close} footer={null} width={640} title={t('keySheet.title')}>
      <div className={styles.sheet}>
        {ofPage.length > 0 && <Lines title={t('keySheet.page')} lines={ofPage} />}
        <Lines
          title={t('keySheet.everywhere')}
          lines={[
            ...(seesQueueOnly ? [] : [{ keys: ['Mod+K'], does: t('search') }]),
            { keys: ['?'], does: t('keySheet.title') },
            { keys: ['Escape'], does: t('keySheet.move.out') },
          ]}
        />
        {!seesQueueOnly && (
          <Lines
            title={t('keySheet.go')}
            isSequence
            lines={[
              ...(project ? [...stageNames, 'loop' as const] : []).map(name => ({
                keys: ['G', stageLetters[name].toUpperCase()],
                does: t(`stage.${name}`),
              })),
              { keys: ['G', otherLetters.queue.toUpperCase()], does: t('queue') },
              { keys: ['G', otherLetters.projects.toUpperCase()], does: t('allProjects') },
            ]}
          />
        )}
      </div>
    </Modal>
  );
}

function Lines({ title, lines, isSequence = false }: { title: string; lines: Line[]; isSequence?: boolean }) {
  const { t } = useTranslation('shell');
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles.lines}>
        {lines.map(({ keys, does }) => (
          <div key={does} data-silent={does === '' ? true : undefined}>
            <dt>
              {keys.map((key, at) => (
                <span key={key}>
                  {at > 0 && !isSequence && <span className="quiet"> {t('keySheet.or')}</span>}
                  <Key of={key} />
                  <span className="out-of-sight">{key}</span>
                </span>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Two keys that do the same stand in one line. */
function linesOf(described: ReturnType<typeof describeKeys>): Line[] {
  const lines = new Map<string, string[]>();
  for (const { shown, does } of described) lines.set(does, [...(lines.get(does) ?? []), shown]);
  return [...lines].map(([does, keys]) => ({ does, keys }));
}
