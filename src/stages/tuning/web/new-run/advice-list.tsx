import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { describeAdvice } from '../../methods/describe-advice.ts';
import type { Advice, Preflight } from '../../runs/run.contract.ts';
import { useSay } from '../use-say.ts';
import styles from './new-run.module.css';

/** Where a run does not fit: the change that costs the result least, then the others; one press makes it. */
export function AdviceList({
  memory,
  onTake,
}: {
  memory: Preflight['memory'];
  onTake: (recipe: Record<string, unknown>) => void;
}) {
  const say = useSay();
  const [first, ...others] = memory.advice;
  if (!first) return null;
  const row = (advice: Advice) => (
    <AdviceRow key={advice.change} advice={advice} memory={memory} onTake={onTake} />
  );
  return (
    <div className={styles.advice}>
      <h3>{say(first.fits ? 'advice.fits' : 'advice.nearest')}</h3>
      <ul>{row(first)}</ul>
      {others.length > 0 && (
        <>
          <h3 className="quiet">{say('advice.others')}</h3>
          <ul>{others.map(row)}</ul>
        </>
      )}
    </div>
  );
}

function AdviceRow({
  advice,
  memory,
  onTake,
}: {
  advice: Advice;
  memory: Preflight['memory'];
  onTake: (recipe: Record<string, unknown>) => void;
}) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const say = useSay();
  const need = { bytes: format.bytes(advice.total_bytes), now: format.bytes(memory.total_bytes) };
  return (
    <li>
      <span>
        <strong>{describeAdvice(advice, say)}</strong>{' '}
        <span className="quiet">{say('advice.need', need)}</span>
      </span>
      <Button size="small" onClick={() => onTake(advice.recipe)}>
        {t('new.take')}
        <span className="out-of-sight"> {describeAdvice(advice, say)}</span>
      </Button>
    </li>
  );
}
