import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { Connection } from '../connections/connection.contract.ts';
import { connectionApi } from './api.ts';

/** Remote models behind OpenAI-compatible endpoints. Secrets go in and never come out. */
export default function ConnectionsPage() {
  const { t } = useTranslation('models');
  const project = useProject();
  const query = useQuery(connectionApi.list.queryOptions({ input: { project } }));
  const [edited, setEdited] = useState<Connection | 'new'>();
  usePageTitle(t('connections.title'));
  useKeys({ n: () => setEdited('new') });
  const create = (
    <Button type="primary" aria-keyshortcuts="N" onClick={() => setEdited('new')}>
      {t('connections.new')}
      <Key of="N" />
    </Button>
  );
  return (
    <>
      <PageHead title={t('connections.title')} actions={create} />
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState action={create}>{t('connections.empty')}</EmptyState>
          ) : (
            <DataTable
              keyOf={row => row.id}
              rows={items}
              columns={[
                { title: t('catalogue.name'), render: ({ name }) => name },
                { title: t('connections.address'), render: ({ baseUrl }) => <code>{baseUrl}</code> },
                { title: t('connections.model'), render: ({ model }) => <code>{model}</code> },
                {
                  title: t('connections.secret'),
                  render: ({ hasSecret }) => t(hasSecret ? 'connections.kept' : 'connections.none'),
                },
                {
                  align: 'end',
                  render: connection => (
                    <Acts project={project} connection={connection} edit={() => setEdited(connection)} />
                  ),
                },
              ]}
            />
          )
        }
      </QueryPane>
      {edited && (
        <ConnectionForm
          project={project}
          connection={edited === 'new' ? undefined : edited}
          close={() => setEdited(undefined)}
        />
      )}
    </>
  );
}

function Acts({ project, connection, edit }: { project: string; connection: Connection; edit: () => void }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const { modal, message } = App.useApp();
  const check = useMutation({
    mutationFn: () => connectionApi.check.call({ project, id: connection.id }),
    onSuccess: ({ ok, latencyMs, message: said }) =>
      void (ok
        ? message.success(t('connections.works', { ms: format.count(latencyMs) }))
        : message.error(said)),
    onError: error => void message.error(textOfError(t, error).message),
  });
  const remove = useMutation({
    mutationFn: () => connectionApi.remove.call({ project, id: connection.id }),
    onSuccess: () => void invalidate('connections'),
    onError: error => void message.error(textOfError(t, error).message),
  });
  const ask = () =>
    void modal.confirm({
      title: t('connections.endTitle', { name: connection.name }),
      content: t('connections.endText'),
      okText: t('connections.end'),
      cancelText: t('cancel'),
      onOk: () => remove.mutateAsync().catch(() => undefined),
    });
  return (
    <>
      <Button type="link" size="small" loading={check.isPending} onClick={() => check.mutate()}>
        {t('connections.check')}
      </Button>
      <Button type="link" size="small" onClick={edit}>
        {t('connections.change')}
      </Button>
      <Button type="link" size="small" onClick={ask}>
        {t('connections.end')}
      </Button>
    </>
  );
}

type Fields = { name: string; baseUrl: string; model: string; secret?: string };

function ConnectionForm({
  project,
  connection,
  close,
}: {
  project: string;
  connection: Connection | undefined;
  close: () => void;
}) {
  const { t } = useTranslation('models');
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: ({ name, baseUrl, model, secret }: Fields) =>
      connection
        ? connectionApi.update.call({
            project,
            id: connection.id,
            version: connection.version,
            baseUrl,
            model,
            ...(secret ? { secret } : {}),
          })
        : connectionApi.create.call({ project, name, baseUrl, model, secret: secret || null }),
    onSuccess: () => {
      void invalidate('connections');
      close();
    },
  });
  return (
    <Modal
      open
      title={connection ? t('connections.changeTitle', { name: connection.name }) : t('connections.new')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={connection ?? {}}
        onFinish={fields => save.mutate(fields)}
      >
        {!connection && (
          <Form.Item name="name" label={t('catalogue.name')} rules={[{ required: true, max: 80 }]}>
            <Input autoFocus />
          </Form.Item>
        )}
        <Form.Item
          name="baseUrl"
          label={t('connections.address')}
          extra={t('connections.addressHint')}
          rules={[{ required: true, type: 'url' }]}
        >
          <Input placeholder="http://127.0.0.1:8000/v1" />
        </Form.Item>
        <Form.Item
          name="model"
          label={t('connections.model')}
          extra={t('connections.modelHint')}
          rules={[{ required: true, max: 200 }]}
        >
          <Input />
        </Form.Item>
        <Form.Item
          name="secret"
          label={t('connections.secret')}
          extra={t(connection?.hasSecret ? 'connections.secretKept' : 'connections.secretHint')}
        >
          <Input.Password autoComplete="off" maxLength={4_000} />
        </Form.Item>
        {save.error && <ErrorPane error={save.error} />}
      </Form>
    </Modal>
  );
}
