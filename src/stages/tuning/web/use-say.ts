import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Say } from '../methods/say.ts';

/** Words about methods in the language of the page. */
export function useSay(): Say {
  const { t } = useTranslation('tuning');
  return useMemo(() => (key, fields) => t(`method.${key}`, fields ?? {}), [t]);
}
