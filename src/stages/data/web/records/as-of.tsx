import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';

const saidAfterMs = 10_000;

/** How old counts are, once that matters; or that they are being made. */
export function AsOf({ counts }: { counts: { at: Date | null; isCounting: boolean } | undefined }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const now = useNow();
  const ageMs = counts?.at ? now - counts.at.getTime() : 0;
  if (counts?.at && ageMs > saidAfterMs)
    return (
      <span className="quiet" title={format.exactly(counts.at)}>
        {t('facets.asOf', { age: format.duration(Math.round(ageMs / 1_000)) })}
      </span>
    );
  return counts?.isCounting ? <span className="quiet">{t('facets.counting')}</span> : null;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
