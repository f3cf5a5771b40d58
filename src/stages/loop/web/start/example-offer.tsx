import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { LoopFileButton } from './loop-file-button.tsx';
import { useExample } from './use-example.ts';
import styles from './start.module.css';

/** No data at hand: the whole turn by itself, with the real size of what it reads and tunes. */
export function ExampleOffer({ project }: { project: string }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const { example, run } = useExample();
  useKeys({ e: example ? () => void run.mutate() : undefined });
  if (!example) return null;
  const { base, files } = example;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <section className={styles.offer} aria-labelledby="example">
      <h2 id="example">{t('start.example.title')}</h2>
      <p>{t('start.example.text')}</p>
      <dl>
        <div>
          <dt>{t('start.example.data')}</dt>
          <dd>{t('start.example.files', { count: files.length, size: format.bytes(bytes) })}</dd>
        </div>
        <div>
          <dt>{t('start.example.base')}</dt>
          <dd>
            {base
              ? [
                  base.name,
                  base.license,
                  base.bytes === null ? t('start.example.noFiles') : format.bytes(base.bytes),
                ].join(' · ')
              : t('start.example.noBase')}
          </dd>
        </div>
        {example.project.slug !== project && (
          <div>
            <dt>{t('start.example.where')}</dt>
            <dd lang="en">{example.project.name}</dd>
          </div>
        )}
      </dl>
      <p className={styles.buttons}>
        <Button
          type="primary"
          aria-keyshortcuts="E"
          loading={run.isPending}
          disabled={!base || base.bytes === null}
          onClick={() => run.mutate()}
        >
          {t('start.example.run')}
          <Key of="E" />
        </Button>
        <LoopFileButton text={example.text} />
      </p>
      {run.error && <ErrorPane error={run.error} />}
    </section>
  );
}
