import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { sessionApi } from '../account/session.ts';
import styles from './setup.module.css';

type Fields = { name: string; password?: string };
type Props = { person: { name: string; email: string; hasPassword: boolean } };

/** Name and password of who opened the link. A password that is set is changed on the account page, not here. */
export function OwnerForm({ person }: Props) {
  const { t } = useTranslation('setup');
  const save = useMutation({
    mutationFn: async ({ name, password }: Fields) => {
      await sessionApi.setName.call({ name });
      if (password) await sessionApi.setPassword.call({ newPassword: password });
    },
    onSuccess: () => void invalidate('session'),
  });
  const isNew = !person.hasPassword;
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      className={styles.form}
      initialValues={{ name: person.name }}
      onFinish={fields => save.mutate(fields)}
    >
      <Form.Item
        name="name"
        label={t('owner.name')}
        rules={[{ required: true, max: 120, whitespace: true, message: t('owner.nameNeeded') }]}
      >
        <Input autoComplete="name" autoFocus={isNew} />
      </Form.Item>
      <Form.Item label={t('owner.email')} htmlFor="owner-email">
        <Input id="owner-email" value={person.email} readOnly autoComplete="username" variant="filled" />
      </Form.Item>
      {isNew && (
        <Form.Item
          name="password"
          label={t('owner.password')}
          extra={t('owner.passwordHint')}
          rules={[{ required: true, min: 10, max: 128, message: t('owner.passwordHint') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      )}
      <p className={styles.save}>
        <Button type={isNew ? 'primary' : 'default'} htmlType="submit" loading={save.isPending}>
          {t('owner.save')}
        </Button>
        <span role="status" className="quiet">
          {save.isSuccess || !isNew ? t('owner.saved') : t('owner.later')}
        </span>
      </p>
      {save.error && <ErrorPane error={save.error} />}
    </Form>
  );
}
