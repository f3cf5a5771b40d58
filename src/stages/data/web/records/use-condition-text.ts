import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { measuredSignals, type SignalCondition } from '../../records/measured-signals.ts';

/** A condition as people read it: "≥ 512", with the name of the number "Tokens ≥ 512". */
export function useConditionText() {
  const { t } = useTranslation('data');
  const format = useFormat();
  return useMemo(() => {
    const cut = ({ signal, is, than }: SignalCondition) => {
      const shown = measuredSignals[signal].unit === 'share' ? format.percent(than, 0) : format.count(than);
      return `${is === '<' ? '<' : '≥'} ${shown}`;
    };
    const whole = (one: SignalCondition) => `${t(signalKey(one.signal))} ${cut(one)}`;
    return { cut, whole };
  }, [t, format]);
}

/** Names with a dot in them would be taken for paths into the catalogue. */
export const signalKey = (signal: SignalCondition['signal']) =>
  `signal.${signal.replace('.', '_')}` as `signal.${'characters' | 'length_tokens'}`;
