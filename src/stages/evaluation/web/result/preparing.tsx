import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { StepBar } from '#platform/ui/panes/step-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import { evaluationApi } from '../api.ts';
import styles from './result.module.css';

/** Answers are made beforehand, so that both appear at once and speed tells nothing. */
export function Preparing({ project, evaluation }: { project: string; evaluation: Evaluation }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const retry = useMutation(
    evaluationApi.retry.mutationOptions({ onSuccess: () => void invalidate('evaluations') }),
  );
  const { progress, state, error } = evaluation;
  if (state === 'failed')
    return (
      <div className={styles.preparing}>
        <ErrorPane error={error} />
        <Button
          type="primary"
          loading={retry.isPending}
          onClick={() => retry.mutate({ project, evaluation: evaluation.id })}
        >
          {t('prepare.again')}
        </Button>
        {retry.error && <ErrorPane error={retry.error} />}
      </div>
    );
  const phase = progress?.phase === 'metrics' ? 'metrics' : 'answers';
  return (
    <div className={styles.preparing}>
      <p>{t(`prepare.${phase}`)}</p>
      <StepBar done={progress?.done ?? 0} total={progress?.total ?? 1} label={t('prepare.label')} />
      {progress && (
        <p className="quiet">
          {t('prepare.count', { done: format.count(progress.done), total: format.count(progress.total) })}
        </p>
      )}
    </div>
  );
}
