import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiKey, scopeSchema } from '#platform/auth/key.contract.ts';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { projectApi } from '#stages/need/web/index.ts';
import { keyApi } from './api.ts';
import { ShownOnce } from './shown-once.tsx';

/** Keys of applications: what each may do and where, shown once, ended at once. */
export default function KeysPage() {
  const { t } = useTranslation('shell');
  const { modal, message } = App.useApp();
  const query = useQuery(keyApi.list.queryOptions());
  const projects = useQuery(projectApi.list.queryOptions());
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<string>();
  usePageTitle(t('settingsPage.keys'));
  useKeys({ n: () => setNew(true) });
  const revoke = useMutation(
    keyApi.revoke.mutationOptions({
      onSuccess: () => void invalidate('keys'),
      onError: error => void message.error(textOfError(t, error).message),
    }),
  );
  const ask = ({ id, name }: ApiKey) =>
    void modal.confirm({
      title: t('keys.revokeTitle', { name }),
      content: t('keys.revokeText'),
      okText: t('keys.revoke'),
      cancelText: t('projects.cancel'),
      onOk: () => revoke.mutateAsync({ id }).catch(() => undefined),
    });
  const create = (
    <Button type="primary" aria-keyshortcuts="N" onClick={() => setNew(true)}>
      {t('keys.new')}
      <Key of="N" />
    </Button>
  );
  return (
    <>
      <PageHead title={t('settingsPage.keys')} actions={create} />
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState action={create}>{t('keys.empty')}</EmptyState>
          ) : (
            <DataTable
              keyOf={row => row.id}
              rows={items}
              columns={[
                { title: t('projects.name'), render: ({ name }) => name },
                { title: t('keys.prefix'), render: ({ prefix }) => <code>{prefix}…</code> },
                {
                  title: t('keys.scopes'),
                  render: ({ scopes }) =>
                    scopes.map(scope => t(`scope.${scope.replace('.', '_')}`)).join(', '),
                },
                {
                  title: t('members.project'),
                  render: ({ projectId }) =>
                    projectId
                      ? (projects.data?.items.find(({ id }) => id === projectId)?.slug ?? '…')
                      : t('keys.anyProject'),
                },
                {
                  title: t('keys.used'),
                  render: ({ lastUsedAt }) => (lastUsedAt ? <TimeText at={lastUsedAt} /> : '–'),
                },
                {
                  title: t('keys.expires'),
                  render: ({ expiresAt }) => (expiresAt ? <TimeText at={expiresAt} /> : t('keys.never')),
                },
                {
                  align: 'end',
                  render: key => (
                    <Button type="link" size="small" onClick={() => ask(key)}>
                      {t('keys.revoke')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </QueryPane>
      {isNew && <KeyForm close={() => setNew(false)} onMade={setMade} />}
      {made && (
        <ShownOnce
          title={t('keys.madeTitle')}
          text={t('keys.madeText')}
          secret={made}
          close={() => setMade(undefined)}
        />
      )}
    </>
  );
}

type Scope = Exclude<(typeof scopeSchema)['options'][number], 'all'>;
type Fields = { name: string; project?: string; scopes: Scope[]; expiresInDays?: number | null };

function KeyForm({ close, onMade }: { close: () => void; onMade: (key: string) => void }) {
  const { t } = useTranslation('shell');
  const [form] = Form.useForm<Fields>();
  const projects = useQuery(projectApi.list.queryOptions());
  const create = useMutation({
    mutationFn: ({ name, project, scopes, expiresInDays }: Fields) =>
      keyApi.create.call({
        name,
        scopes,
        ...(project ? { project } : {}),
        ...(expiresInDays ? { expiresInDays } : {}),
      }),
    onSuccess: ({ key }) => {
      void invalidate('keys');
      close();
      onMade(key);
    },
  });
  const scopes = scopeSchema.options.filter((scope): scope is Scope => scope !== 'all');
  return (
    <Modal
      open
      title={t('keys.new')}
      okText={t('projects.save')}
      cancelText={t('projects.cancel')}
      confirmLoading={create.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ scopes: ['chat'], project: projects.data?.items[0]?.slug }}
        onFinish={fields => create.mutate(fields)}
      >
        <Form.Item name="name" label={t('projects.name')} rules={[{ required: true, max: 80 }]}>
          <Input autoFocus placeholder={t('keys.nameHint')} />
        </Form.Item>
        <Form.Item name="project" label={t('members.project')} extra={t('keys.projectHint')}>
          <Select
            allowClear
            options={(projects.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          />
        </Form.Item>
        <Form.Item name="scopes" label={t('keys.scopes')} rules={[{ required: true }]}>
          <Select
            mode="multiple"
            options={scopes.map(value => ({ value, label: t(`scope.${value.replace('.', '_')}`) }))}
          />
        </Form.Item>
        <Form.Item name="expiresInDays" label={t('keys.expiresInDays')}>
          <InputNumber min={1} max={3_650} precision={0} placeholder={t('keys.never')} />
        </Form.Item>
        {create.error && <ErrorPane error={create.error} />}
      </Form>
    </Modal>
  );
}
