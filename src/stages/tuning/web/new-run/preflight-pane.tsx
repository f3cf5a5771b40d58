import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { type Format, useFormat } from '#platform/ui/use-language.ts';
import { warningText } from '../warning-text.ts';
import type { Preflight } from '../../runs/run.contract.ts';
import { AdviceList } from './advice-list.tsx';
import { MemoryBar } from './memory-bar.tsx';
import { PlanTables } from './plan-tables.tsx';
import styles from './new-run.module.css';

type Check = { sign: 'ok' | 'note' | 'stop'; text: string };

/** What the engine says beforehand, as a list of checks. */
export function PreflightPane({
  query,
  isAsked,
  onTake,
}: {
  query: UseQueryResult<Preflight>;
  isAsked: boolean;
  /** Writes an advised change over the recipe. */
  onTake: (recipe: Record<string, unknown>) => void;
}) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  if (!isAsked) return <p className="quiet">{t('new.ready')}</p>;
  if (isTextMissing(query.error)) return <p className={styles.fault}>! {t('new.textFirst')}</p>;
  return (
    <>
      {query.isFetching && <p role="status">{t('new.checking')}</p>}
      <QueryPane query={query}>
        {preflight => (
          <div className={styles.found}>
            <MemoryBar memory={preflight.memory} parameters={preflight.base.parameters} />
            {!preflight.memory.fits && <AdviceList memory={preflight.memory} onTake={onTake} />}
            <ul className={styles.checks}>
              {checksOf(t, format, preflight).map(({ sign, text }) => (
                <li key={text} data-sign={sign}>
                  <span aria-hidden>{signs[sign]}</span>
                  {text}
                </li>
              ))}
            </ul>
            <PlanTables preflight={preflight} />
          </div>
        )}
      </QueryPane>
    </>
  );
}

/** The one refusal that belongs to a field: neither the recipe nor the project has a text for the soft prompt. */
export const isTextMissing = (error: unknown): boolean =>
  (error as { code?: string } | null)?.code === 'prompt_text_missing';

const signs: Record<Check['sign'], string> = { ok: '✓', note: '△', stop: '!' };

/** Warnings that other lines of the list say with more. */
const saidAbove = new Set(['memory_short', 'rows_truncated', 'rows_untrainable']);

type Translate = ReturnType<typeof useTranslation>['t'];

function checksOf(t: Translate, format: Format, preflight: Preflight): Check[] {
  const { rows, steps, lengths, memory, template, truncated, untrainable, warnings } = preflight;
  const memoryFields = {
    low: format.bytes(memory.low_bytes),
    high: format.bytes(memory.high_bytes),
    free: format.bytes(memory.available_bytes),
  };
  const checks: (Check | false | null)[] = [
    memory.fits
      ? { sign: 'ok', text: t('new.memory', memoryFields) }
      : { sign: 'stop', text: t('new.memoryShort', memoryFields) },
    {
      sign: 'ok',
      text: t('new.rowsLine', { train: format.count(rows.train), validation: format.count(rows.validation) }),
    },
    {
      sign: 'ok',
      text: t('new.steps', { planned: format.count(steps.planned), perEpoch: format.count(steps.per_epoch) }),
    },
    lengths.train && {
      sign: 'ok',
      text: t('new.lengths', {
        median: format.count(lengths.train.p50),
        p99: format.count(lengths.train.p99),
        max: format.count(lengths.train.max),
      }),
    },
    template.ok ? { sign: 'ok', text: t('new.template') } : { sign: 'stop', text: t('new.templateBad') },
    truncated.length > 0 && { sign: 'note', text: t('new.truncated', { count: truncated.length }) },
    untrainable.length > 0 && { sign: 'note', text: t('new.untrainable', { count: untrainable.length }) },
    ...warnings
      .filter(({ code }) => !saidAbove.has(code))
      .map((warning): Check => ({ sign: 'note', text: warningText(t, format, preflight, warning) })),
  ];
  return checks.filter(check => check !== null && check !== false);
}
