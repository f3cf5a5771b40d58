import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { projectApi } from '#stages/need/web/index.ts';

type Fields = { name: string; slug: string; languages: string[]; systemPrompt?: string };

/** Name, address, languages, and the system prompt that training, evaluation and serving share. */
export function NewProject({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const create = useMutation(
    projectApi.create.mutationOptions({
      onSuccess: ({ slug }) => {
        void invalidate('projects');
        void navigate({ to: `/p/${slug}/start` });
      },
    }),
  );
  return (
    <Modal
      open={isOpen}
      title={t('projects.create')}
      okText={t('projects.save')}
      cancelText={t('projects.cancel')}
      confirmLoading={create.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ languages: ['en'] }}
        onValuesChange={({ name }) => {
          if (name !== undefined && !form.isFieldTouched('slug')) form.setFieldValue('slug', slugOf(name));
        }}
        onFinish={fields => create.mutate({ systemPrompt: '', ...fields })}
      >
        <Form.Item name="name" label={t('projects.name')} rules={[{ required: true, max: 120 }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item
          name="slug"
          label={t('projects.address')}
          extra={t('projects.addressHint')}
          rules={[
            { required: true, pattern: /^[a-z0-9][a-z0-9-]{1,48}$/, message: t('projects.addressHint') },
          ]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="languages" label={t('projects.languages')} rules={[{ required: true }]}>
          <Select
            mode="multiple"
            options={[
              { value: 'en', label: 'English' },
              { value: 'zh', label: '中文' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="systemPrompt"
          label={t('projects.systemPrompt')}
          extra={t('projects.systemPromptHint')}
        >
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} maxLength={8_000} />
        </Form.Item>
        {create.error && <ErrorPane error={create.error} />}
      </Form>
    </Modal>
  );
}

/** Latin words become an address by themselves; for Chinese names the person writes one. */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 49);
