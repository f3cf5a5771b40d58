import { useMutation } from '@tanstack/react-query';
import { AutoComplete, Form, InputNumber, Modal, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { datasetApi } from '../api.ts';

type Fields = {
  name: string;
  train: number;
  validation: number;
  test: number;
  seed: number;
  reserved: 'fail' | 'exclude';
};

const start: Fields = { name: '', train: 70, validation: 15, test: 15, seed: 1, reserved: 'fail' };

/** The next version of a dataset out of the active records, split by group. */
export function FreezeForm({
  project,
  names,
  close,
  onFrozen,
}: {
  project: string;
  names: string[];
  close: () => void;
  onFrozen: (id: string) => void;
}) {
  const { t } = useTranslation('data');
  const [form] = Form.useForm<Fields>();
  const freeze = useMutation({
    mutationFn: async ({ name, seed, reserved, ...split }: Fields) => {
      const { id } = await datasetApi.create.call({ project, name });
      return datasetApi.freeze.call({ project, id, recipe: { split, seed, reserved } });
    },
    onSuccess: ({ id }) => {
      void invalidate('datasets');
      onFrozen(id);
    },
  });
  return (
    <Modal
      open
      title={t('datasets.freeze')}
      okText={t('datasets.freeze')}
      cancelText={t('cancel')}
      confirmLoading={freeze.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ ...start, name: names[0] ?? '' }}
        onFinish={fields => freeze.mutate(fields)}
      >
        <Form.Item
          name="name"
          label={t('datasets.name')}
          extra={t('datasets.nameHint')}
          rules={[{ required: true, max: 120 }]}
        >
          <AutoComplete options={names.map(value => ({ value }))} />
        </Form.Item>
        {(['train', 'validation', 'test'] as const).map(split => (
          <Form.Item key={split} name={split} label={t(`split.${split}`)} rules={[{ required: true }]}>
            <InputNumber min={split === 'train' ? 1 : 0} max={100} suffix="%" />
          </Form.Item>
        ))}
        <Form.Item name="reserved" label={t('datasets.reserved')} extra={t('datasets.reservedHint')}>
          <Segmented
            options={(['fail', 'exclude'] as const).map(value => ({
              value,
              label: t(`datasets.reservedOptions.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="seed" label={t('datasets.seed')}>
          <InputNumber precision={0} />
        </Form.Item>
        {freeze.error && <ErrorPane error={freeze.error} />}
      </Form>
    </Modal>
  );
}
