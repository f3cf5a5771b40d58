import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Icon } from '#platform/ui/icon.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import type { Deployment } from '../../deployments/deployment.contract.ts';
import { deploymentApi } from '../api.ts';
import { type TargetOption, useTargets } from '../use-target-names.ts';
import { idOf, targetOf } from './targets.ts';
import styles from './deployments.module.css';

type Fields = { name: string; systemPrompt: string; targets: { id: string; weight: number }[] };

/** A name, what answers, and the shares where it is more than one. */
export function DeploymentForm({
  project,
  deployment,
  close,
}: {
  project: string;
  deployment: Deployment | undefined;
  close: () => void;
}) {
  const { t } = useTranslation('serving');
  const [form] = Form.useForm<Fields>();
  const options = useTargets(project);
  const save = useMutation({
    mutationFn: ({ name, systemPrompt, targets }: Fields) => {
      const chosen = targets.map(({ id, weight }) =>
        targetOf(
          options.find(each => each.id === id)!,
          systemPrompt,
          weight,
        ),
      );
      return deployment
        ? deploymentApi.update.call({
            project,
            deployment: deployment.id,
            version: deployment.version,
            targets: chosen,
          })
        : deploymentApi.create.call({ project, name, targets: chosen });
    },
    onSuccess: () => {
      void invalidate('deployments');
      close();
    },
  });
  const start: Fields = {
    name: deployment?.name ?? '',
    systemPrompt:
      deployment?.targets.flatMap(target => ('systemPrompt' in target ? [target.systemPrompt] : []))[0] ?? '',
    targets: deployment?.targets.map(target => ({ id: idOf(target), weight: target.weight })) ?? [
      { id: options[0]?.id ?? '', weight: 1 },
    ],
  };
  return (
    <Modal
      open
      title={deployment ? t('deployments.changeTitle', { name: deployment.name }) : t('deployments.new')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={start}
        onFinish={fields => save.mutate({ ...start, ...fields })}
      >
        {!deployment && (
          <Form.Item
            name="name"
            label={t('deployments.name')}
            extra={t('deployments.nameHint')}
            rules={[
              { required: true, pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/, message: t('deployments.nameHint') },
            ]}
          >
            <Input autoFocus />
          </Form.Item>
        )}
        <Form.List name="targets">
          {(fields, { add, remove }) => (
            <>
              {fields.map(field => (
                <div key={field.key} className={styles.target}>
                  <Form.Item
                    name={[field.name, 'id']}
                    label={t('deployments.target')}
                    rules={[{ required: true }]}
                  >
                    <Select options={groupsOf(options, kind => t(`kind.${kind}`))} />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'weight']}
                    label={t('deployments.weight')}
                    rules={[{ required: true }]}
                  >
                    <InputNumber min={0} max={1000} />
                  </Form.Item>
                  {fields.length > 1 && (
                    <Button
                      type="text"
                      aria-label={t('deployments.removeTarget')}
                      icon={<Icon name="close" />}
                      onClick={() => remove(field.name)}
                    />
                  )}
                </div>
              ))}
              {fields.length < 8 && (
                <Button onClick={() => add({ id: options[0]?.id, weight: 1 })}>
                  {t('deployments.addTarget')}
                </Button>
              )}
            </>
          )}
        </Form.List>
        <Form.Item
          name="systemPrompt"
          label={t('deployments.systemPrompt')}
          extra={t('deployments.systemPromptHint')}
        >
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} maxLength={20_000} />
        </Form.Item>
        {save.error && <ErrorPane error={save.error} />}
      </Form>
    </Modal>
  );
}

const groupsOf = (options: readonly TargetOption[], label: (kind: TargetOption['kind']) => string) =>
  (['version', 'base', 'connection'] as const).map(kind => ({
    label: label(kind),
    options: options.filter(each => each.kind === kind).map(({ id, name }) => ({ value: id, label: name })),
  }));
