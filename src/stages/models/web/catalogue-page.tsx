import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { baseApi } from './api.ts';

/** Open base models of this installation; the starter is always there. */
export default function CataloguePage() {
  const { t } = useTranslation('models');
  const format = useFormat();
  const query = useQuery(baseApi.list.queryOptions());
  const [isNew, setNew] = useState(false);
  usePageTitle(t('catalogue.title'));
  return (
    <>
      <PageHead
        title={t('catalogue.title')}
        facts={t('catalogue.facts')}
        actions={<Button onClick={() => setNew(true)}>{t('catalogue.register')}</Button>}
      />
      <QueryPane query={query}>
        {({ items }) => (
          <DataTable
            keyOf={row => row.id}
            rows={items}
            columns={[
              {
                title: t('catalogue.name'),
                render: ({ name, slug }) => (
                  <>
                    {name} <code className="quiet">{slug}</code>
                  </>
                ),
              },
              {
                title: t('catalogue.parameters'),
                align: 'end',
                render: ({ parameters }) => format.compact(parameters),
              },
              { title: t('catalogue.architecture'), render: ({ architecture }) => architecture },
              { title: t('catalogue.licence'), render: ({ license }) => license },
              { title: t('catalogue.languages'), render: ({ languages }) => languages.join(', ') || '–' },
              {
                title: t('catalogue.context'),
                align: 'end',
                render: ({ contextTokens }) => format.count(contextTokens),
              },
              {
                title: t('catalogue.answers'),
                render: ({ ggufPath }) => t(ggufPath ? 'catalogue.here' : 'catalogue.noGguf'),
              },
            ]}
          />
        )}
      </QueryPane>
      {isNew && <RegisterForm close={() => setNew(false)} />}
    </>
  );
}

type Fields = { path: string; slug?: string; name?: string; license?: string };

function RegisterForm({ close }: { close: () => void }) {
  const { t } = useTranslation('models');
  const [form] = Form.useForm<Fields>();
  const register = useMutation({
    mutationFn: ({ path, slug, name, license }: Fields) =>
      baseApi.register.call({
        path,
        ...(slug ? { slug } : {}),
        ...(name ? { name } : {}),
        ...(license ? { license } : {}),
      }),
    onSuccess: () => {
      void invalidate('bases');
      close();
    },
  });
  return (
    <Modal
      open
      title={t('catalogue.register')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={register.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields> form={form} layout="vertical" onFinish={fields => register.mutate(fields)}>
        <Form.Item
          name="path"
          label={t('catalogue.path')}
          extra={t('catalogue.pathHint')}
          rules={[{ required: true }]}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="slug" label={t('catalogue.slug')}>
          <Input />
        </Form.Item>
        <Form.Item name="name" label={t('catalogue.name')}>
          <Input />
        </Form.Item>
        <Form.Item name="license" label={t('catalogue.licence')}>
          <Input />
        </Form.Item>
        {register.error && <ErrorPane error={register.error} />}
      </Form>
    </Modal>
  );
}
