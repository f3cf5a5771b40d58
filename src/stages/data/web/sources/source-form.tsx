import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { type Source, sourceOrigins } from '../../sources/source.contract.ts';
import { sourceApi } from '../api.ts';

type Fields = Pick<Source, 'name' | 'origin' | 'licence' | 'consentBasis' | 'piiPolicy' | 'grade'>;

const start: Fields = {
  name: '',
  origin: 'own',
  licence: '',
  consentBasis: '',
  piiPolicy: 'replace',
  grade: null,
};

export function SourceForm({
  project,
  source,
  close,
}: {
  project: string;
  source: Source | undefined;
  close: () => void;
}) {
  const { t } = useTranslation('data');
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      source
        ? sourceApi.update.call({ project, id: source.id, version: source.version, ...fields })
        : sourceApi.create.call({ project, ...fields }),
    onSuccess: () => {
      void invalidate('sources');
      close();
    },
  });
  return (
    <Modal
      open
      title={source ? t('sources.edit') : t('sources.new')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={source ?? start}
        onFinish={fields => save.mutate(fields)}
      >
        <Form.Item name="name" label={t('sources.name')} rules={[{ required: true, max: 120 }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="origin" label={t('sources.origin')}>
          <Select options={sourceOrigins.map(value => ({ value, label: t(`origin.${value}`) }))} />
        </Form.Item>
        <Form.Item name="licence" label={t('sources.licence')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="consentBasis" label={t('sources.consent')} extra={t('sources.consentHint')}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2_000} />
        </Form.Item>
        <Form.Item name="piiPolicy" label={t('sources.pii')}>
          <Select
            options={(['replace', 'set_aside', 'keep'] as const).map(value => ({
              value,
              label: t(`piiPolicy.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="grade" label={t('sources.grade')} extra={t('sources.gradeHint')}>
          <Select allowClear options={['A', 'B', 'C', 'D'].map(value => ({ value, label: value }))} />
        </Form.Item>
        {save.error && <ErrorPane error={save.error} />}
      </Form>
    </Modal>
  );
}
