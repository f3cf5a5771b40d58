import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { StepBar } from '#platform/ui/panes/step-bar.tsx';
import { ActionBar } from '#platform/ui/undo/action-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { DecisionSet, SetAction } from '../../decisions/decision-set.contract.ts';
import { useDeciding } from './deciding.ts';
import styles from './records.module.css';

const keys: Record<SetAction, string> = { drop: 'D', restore: 'R', flag: 'F', set_aside: 'S' };
const actions = Object.keys(keys) as SetAction[];

/** What the keys and buttons act on: the chosen rows, else every row of the query, whether it is loaded or not. */
export function DecideBar({
  matches,
  selected,
  onDecide,
  onClear,
}: {
  matches: number | undefined;
  selected: number;
  onDecide: (action: SetAction) => void;
  onClear: () => void;
}) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const deciding = useDeciding();
  const isAble = selected > 0 || (matches ?? 0) > 0;
  useKeys(
    Object.fromEntries(
      actions.map(action => [keys[action].toLowerCase(), isAble ? () => onDecide(action) : undefined]),
    ),
  );
  return (
    <>
      {deciding?.error && <ErrorPane error={{ ...deciding.error, data: deciding.error }} />}
      <ActionBar
        subject={
          deciding && !deciding.error ? (
            <Progress set={deciding} />
          ) : selected > 0 ? (
            <>
              <strong>{t('decide.selected', { count: selected, shown: format.count(selected) })}</strong>{' '}
              <Button type="link" size="small" onClick={onClear}>
                {t('decide.clear')}
              </Button>
            </>
          ) : (
            matches !== undefined && (
              <>
                <strong>{t('decide.matches', { count: matches, shown: format.count(matches) })}</strong>
                <span className="quiet">{t('decide.notOnlyThisPage')}</span>
              </>
            )
          )
        }
        actions={actions.map(action => (
          <Button
            key={action}
            size="small"
            disabled={!isAble}
            aria-keyshortcuts={keys[action]}
            onClick={() => onDecide(action)}
          >
            {t(`decide.${action}`)}
            <Key of={keys[action]} />
          </Button>
        ))}
      />
    </>
  );
}

function Progress({ set }: { set: DecisionSet }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const isUndoing = set.state === 'undoing';
  const [done, total] = isUndoing ? [set.undone, set.decided] : [set.done, set.total ?? 0];
  const text = t(isUndoing ? 'decide.undoing' : 'decide.deciding', {
    done: format.count(done),
    total: format.count(total),
  });
  return (
    <span className={styles.deciding} role="status">
      {text}
      <StepBar done={done} total={total} label={text} />
    </span>
  );
}
