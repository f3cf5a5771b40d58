import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Turn } from '../../voting/vote.contract.ts';
import styles from './vote.module.css';

/** What is asked, that sides are shuffled, and one's own progress; never anybody else's, and never a result. */
export function VoteHead({ progress }: { progress: Turn['progress'] | undefined }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  return (
    <>
      <header className={styles.head}>
        <img src="/mark.svg" width={20} height={20} alt="" />
        <strong>{t('vote.title')}</strong>
        <span className={styles.promise}>
          <Icon name="eyeOff" /> {t('vote.promise')}
        </span>
        {progress && (
          <span>
            <strong>{format.count(Math.min(progress.voted + 1, progress.of))}</strong>
            <span className="quiet"> / {format.count(progress.of)}</span>
          </span>
        )}
        <Link to={'/queue' as string}>
          <Icon name="close" /> {t('vote.pause')}
        </Link>
      </header>
      <div
        className={styles.ticks}
        role="progressbar"
        aria-label={t('vote.mine')}
        aria-valuemin={0}
        aria-valuemax={progress?.of ?? 0}
        aria-valuenow={progress?.voted ?? 0}
      >
        <div
          style={{ width: `${progress && progress.of > 0 ? (progress.voted / progress.of) * 100 : 0}%` }}
        />
      </div>
    </>
  );
}
