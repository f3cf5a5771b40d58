import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import type { Run } from '../../runs/run.contract.ts';
import { runApi } from '../api.ts';
import { isOver, runMarks } from '../run-mark.ts';
import { MethodText } from '../method-text.tsx';
import { cloneAddress } from './clone-address.ts';

/** Title and control. Ending a run for good asks first, because nothing brings it back. */
export function RunHead({ project, run }: { project: string; run: Run }) {
  const { t } = useTranslation('tuning');
  const { modal, message } = App.useApp();
  const navigate = useNavigate();
  const settle = {
    onSuccess: () => void invalidate('runs'),
    onError: (error: unknown) => void message.error(textOfError(t, error).message),
  };
  const pause = useMutation(runApi.pause.mutationOptions(settle));
  const resume = useMutation(runApi.resume.mutationOptions(settle));
  const cancel = useMutation(runApi.cancel.mutationOptions(settle));
  const which = { project, run: run.id };
  const may = {
    pause: ['queued', 'starting', 'running'].includes(run.state),
    resume: run.state === 'paused' || run.state === 'failed',
    cancel: !isOver(run) && run.state !== 'cancelling',
    evaluate: run.state === 'done' && run.modelVersionId !== null,
  };
  const askCancel = () =>
    void modal.confirm({
      title: t('cancel.title', { number: run.number }),
      content: t('cancel.text'),
      okText: t('cancel.ok'),
      cancelText: t('cancel.keep'),
      onOk: () => cancel.mutateAsync(which).catch(() => undefined),
    });
  const evaluate = () =>
    void navigate({
      to: `/p/${project}/evaluation/new`,
      search: { version: run.modelVersionId, dataset: run.datasetVersionId } as never,
    });
  const compare = () =>
    void navigate({ to: `/p/${project}/tuning/compare`, search: { runs: String(run.number) } as never });
  const clone = isOver(run)
    ? () =>
        void navigate({
          to: `/p/${project}/tuning/runs/new`,
          search: cloneAddress(run, sessionStorage) as never,
        })
    : undefined;
  useKeys({
    n: clone,
    p: may.pause ? () => pause.mutate(which) : may.resume ? () => resume.mutate(which) : undefined,
    c: compare,
    e: may.evaluate ? evaluate : undefined,
  });
  return (
    <PageHead
      title={t('run.title', { number: run.number })}
      state={<StateMark mark={runMarks[run.state]}>{t(`state.${run.state}`)}</StateMark>}
      facts={<Facts run={run} />}
      actions={
        <>
          <Button aria-keyshortcuts="C" onClick={compare}>
            {t('action.compare')}
            <Key of="C" />
          </Button>
          {clone && (
            <Button aria-keyshortcuts="N" onClick={clone}>
              {t('action.clone')}
              <Key of="N" />
            </Button>
          )}
          {may.cancel && <Button onClick={askCancel}>{t('action.cancel')}</Button>}
          {may.pause && (
            <Button aria-keyshortcuts="P" loading={pause.isPending} onClick={() => pause.mutate(which)}>
              {t('action.pause')}
              <Key of="P" />
            </Button>
          )}
          {may.resume && (
            <Button
              type="primary"
              aria-keyshortcuts="P"
              loading={resume.isPending}
              onClick={() => resume.mutate(which)}
            >
              {t('action.resume')}
              <Key of="P" />
            </Button>
          )}
          {may.evaluate && (
            <Button type="primary" aria-keyshortcuts="E" onClick={evaluate}>
              {t('action.evaluate')}
              <Key of="E" />
            </Button>
          )}
        </>
      }
    />
  );
}

function Facts({ run }: { run: Run }) {
  const { t } = useTranslation('tuning');
  return (
    <>
      <span>{run.name}</span>
      <span>{run.base}</span>
      <span>
        <MethodText run={run} />
      </span>
      <span>{t('run.seed', { seed: Number(run.config.seed) })}</span>
    </>
  );
}
