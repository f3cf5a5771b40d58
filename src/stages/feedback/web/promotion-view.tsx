import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { ConversationView } from '#platform/ui/texts/conversation-view.tsx';
import { DiffText } from '#platform/ui/texts/diff-text.tsx';
import type { Promotion } from '../promotion/promotion.contract.ts';
import styles from './feedback.module.css';

/** Question and answer, what was said of it, what it would become and why. */
export function PromotionView({ project, promotion }: { project: string; promotion: Promotion }) {
  const { t } = useTranslation('feedback');
  const { payload, shape, kind, because, comment, piiFound, reason, reviewedAt } = promotion;
  const found = Object.entries(piiFound);
  return (
    <article className={styles.reader}>
      <p className={styles.becomes}>
        <strong>{t(`becomes.${shape}`)}</strong> <span className="quiet">{because}</span>
      </p>
      <ConversationView turns={payload.prompt} />
      <section>
        <h3>{t(payload.rejected === null ? 'answer' : 'better')}</h3>
        <p className={styles.text}>
          {payload.rejected === null ? (
            payload.answer
          ) : (
            <DiffText from={payload.rejected} to={payload.answer} />
          )}
        </p>
      </section>
      {payload.rejected !== null && (
        <section>
          <h3>{t('worse')}</h3>
          <p className={styles.text}>{payload.rejected}</p>
        </section>
      )}
      {payload.desirable !== null && <p>{t(payload.desirable ? 'liked' : 'notLiked')}</p>}
      <dl className={styles.facts}>
        <div>
          <dt>{t('from')}</dt>
          <dd>
            {t(`kind.${kind}`)} · <TimeText at={promotion.createdAt} /> ·{' '}
            <Link to={`/p/${project}/serving/calls/${promotion.interactionId}` as string}>{t('toCall')}</Link>
          </dd>
        </div>
        {comment && (
          <div>
            <dt>{t('comment')}</dt>
            <dd>{comment}</dd>
          </div>
        )}
        {promotion.label && (
          <div>
            <dt>{t('label')}</dt>
            <dd>
              <code>{promotion.label}</code>
            </dd>
          </div>
        )}
        {found.length > 0 && (
          <div>
            <dt>{t('pii')}</dt>
            <dd>{found.map(([type, count]) => `${type} × ${count}`).join(', ')}</dd>
          </div>
        )}
        {reason && (
          <div>
            <dt>{t('reason')}</dt>
            <dd>{reason}</dd>
          </div>
        )}
        {reviewedAt && (
          <div>
            <dt>{t('reviewed')}</dt>
            <dd>
              <TimeText at={reviewedAt} />
              {promotion.recordId && (
                <>
                  {' · '}
                  <Link to={`/p/${project}/data/records/${promotion.recordId}` as string}>
                    {t('toRecord')}
                  </Link>
                </>
              )}
            </dd>
          </div>
        )}
      </dl>
    </article>
  );
}
