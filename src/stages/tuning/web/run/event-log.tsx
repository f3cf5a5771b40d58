import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '#platform/ui/use-language.ts';
import type { LogLine } from './run-course.ts';
import styles from './run.module.css';

const shown = 200;

/** What happened, newest first. */
export function EventLog({ lines }: { lines: readonly LogLine[] }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  return (
    <section className={styles.log} aria-label={t('log.title')}>
      <ol>
        {lines
          .toReversed()
          .slice(0, shown)
          .map(line => (
            <li key={line.seq} data-type={line.type}>
              <time dateTime={line.at.toISOString()}>{format.clock(line.at)}</time>
              <span>{t(`log.${line.type}`, { defaultValue: line.type })}</span>
              <span>{describe(t, format, line)}</span>
            </li>
          ))}
      </ol>
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function describe(t: Translate, format: Format, { type, payload }: LogLine): string {
  const number = (name: string, digits = 0) =>
    typeof payload[name] === 'number' ? format.decimal(payload[name], digits) : '–';
  switch (type) {
    case 'started':
      return t('log.startedText', {
        device: payload.device_name ?? payload.device,
        dtype: payload.dtype,
        threads: number('threads'),
      });
    case 'stage':
      return t('log.stageText', {
        stage: number('stage'),
        name: payload.name ? ` (${String(payload.name)})` : '',
        steps: number('steps'),
        rows: number('rows'),
      });
    case 'progress':
      return t('log.progressText', { done: number('done'), total: number('total') });
    case 'eval':
      return t(payload.best === true ? 'log.evalBest' : 'log.evalText', {
        step: number('step'),
        loss: number('loss', 3),
      });
    case 'sample':
      return t('log.sampleText', { step: number('step'), text: payload.text });
    case 'checkpoint':
      return t('log.checkpointText', { step: number('step'), size: format.bytes(Number(payload.bytes)) });
    case 'warning':
      return t(`log.warnings.${String(payload.code)}`, {
        step: number('step'),
        toStep: number('to_step'),
        share: format.percent(Number(payload.rate_factor ?? 1), 0),
        defaultValue: String(payload.text),
      });
    case 'stopped':
      return t('log.stoppedText', { step: number('step') });
    case 'failed':
      return String(payload.message ?? '');
    case 'done':
      return t(`log.doneText.${String(payload.reason)}`, {
        step: number('best_step'),
        loss: number('best_loss', 3),
        defaultValue: String(payload.reason),
      });
    default:
      return '';
  }
}
