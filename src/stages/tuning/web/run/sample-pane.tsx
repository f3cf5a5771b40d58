import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { DiffText } from '#platform/ui/texts/diff-text.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Run } from '../../runs/run.contract.ts';
import type { SamplePoint } from './run-course.ts';
import styles from './run.module.css';

/** The same question as the model learns: each answer against the one before. A look, not an evaluation. */
export function SamplePane({ samples, run }: { samples: readonly SamplePoint[]; run: Run }) {
  const { t } = useTranslation('tuning');
  const format = useFormat();
  const prompts = useMemo(() => [...new Set(samples.map(sample => sample.prompt))], [samples]);
  const [at, setAt] = useState(0);
  const prompt = prompts[at % Math.max(1, prompts.length)];
  const turn = (by: number) => prompts.length > 0 && setAt((at + by + prompts.length) % prompts.length);
  useKeys({ ArrowLeft: () => turn(-1), ArrowRight: () => turn(1) });
  const answers = samples.filter(sample => sample.prompt === prompt);
  return (
    <section className={styles.samples} aria-labelledby="samples">
      <div className={styles.paneHead}>
        <h2 id="samples">{t('sample.title')}</h2>
        {prompts.length > 1 && (
          <span className={styles.turn}>
            {t('sample.of', { at: (at % prompts.length) + 1, of: prompts.length })}
            <Button size="small" aria-label={t('sample.previous')} onClick={() => turn(-1)}>
              ←
            </Button>
            <Button size="small" aria-label={t('sample.next')} onClick={() => turn(1)}>
              →
            </Button>
          </span>
        )}
      </div>
      {prompt === undefined && <p className="quiet">{t('sample.empty')}</p>}
      {prompt !== undefined && <p className={styles.question}>{questionOf(run, prompt) ?? prompt}</p>}
      <ol>
        {answers.map(({ step, text }, index) => (
          <li key={`${step}-${index}`}>
            <h3>{step === 0 ? t('sample.untuned') : t('sample.step', { step: format.count(step) })}</h3>
            {text.trim() === '' && <p className="quiet">{t('sample.nothing')}</p>}
            <p>{index === 0 ? text : <DiffText from={answers[index - 1]!.text} to={text} />}</p>
          </li>
        ))}
      </ol>
      {answers.length > 1 && <p className="quiet">{t('sample.note')}</p>}
    </section>
  );
}

/** The frozen config holds the questions that are asked. */
function questionOf(run: Run, id: string): string | undefined {
  const sample = run.config.sample as
    { prompts?: { id: string; messages: { role: string; content: string }[] }[] } | undefined;
  return sample?.prompts?.find(prompt => prompt.id === id)?.messages.at(-1)?.content;
}
