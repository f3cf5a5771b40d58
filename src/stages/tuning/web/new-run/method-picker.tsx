import { Radio } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { usualRateOf } from '../../methods/method-fields.ts';
import {
  familyOf,
  kindOf,
  methodFamilies,
  type MethodName,
  methodNames,
  methodPresets,
  methodTitles,
} from '../../methods/method-names.ts';
import { useSay } from '../use-say.ts';
import type { Shares } from './use-shares.ts';
import styles from './new-run.module.css';

const familyOfName = (name: MethodName) => familyOf(kindOf(methodPresets[name]));
const families = methodFamilies.map(family => ({
  family,
  names: methodNames.filter(name => familyOfName(name) === family),
}));

/** One card for every method: what it changes and when to take it. The chosen one says why it is set as it is. */
export function MethodPicker({
  value,
  shares,
  onChange,
}: {
  value: MethodName;
  shares: Shares;
  onChange: (name: MethodName) => void;
}) {
  const { t } = useTranslation('tuning');
  const say = useSay();
  const id = useId();
  return (
    <Radio.Group
      className={styles.methods}
      aria-label={t('new.method')}
      value={value}
      onChange={event => onChange(event.target.value as MethodName)}
    >
      {families.map(({ family, names }) => (
        <div key={family} role="group" aria-labelledby={`${id}-${family}`}>
          <h3 id={`${id}-${family}`}>{say(`family.${family}`)}</h3>
          <div className={styles.pair}>
            {names.map(name => (
              <Radio key={name} value={name} className={styles.card}>
                <span className={styles.cardHead}>
                  <strong>{methodTitles[name]}</strong>
                  <Share share={shares[name]} />
                </span>
                <span className="quiet">{say(`about.${name}`)}</span>
              </Radio>
            ))}
          </div>
          {names.includes(value) && <MethodReasons name={value} />}
        </div>
      ))}
    </Radio.Group>
  );
}

function Share({ share }: { share: number | undefined }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  if (share === undefined) return null;
  const digits = share >= 0.1 ? 0 : share >= 0.01 ? 1 : share >= 0.001 ? 2 : 3;
  return (
    <span className="quiet" title={t('new.shareMeaning')}>
      {t('new.share', { share: format.percent(share, digits) })}
    </span>
  );
}

/** Why its defaults are what they are, what it makes, and what can answer with it. */
function MethodReasons({ name }: { name: MethodName }) {
  const say = useSay();
  const family = familyOfName(name);
  const serving = name === 'dora' ? 'dora' : family;
  return (
    <div className={styles.reasons} aria-live="polite">
      <p>{say(`why.${name}`)}</p>
      <p className={styles.serving} data-limited={family === 'soft'}>
        {say(`serving.${serving}`)} {say('usualRate', { rate: writeRate(usualRateOf(name)) })}
      </p>
    </div>
  );
}

/** `1e-3`, as recipes write it. */
export const writeRate = (rate: number): string => rate.toExponential();
