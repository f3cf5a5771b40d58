import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { sessionApi, useSession } from '../account/session.ts';
import styles from './settings.module.css';

type Fields = { currentPassword?: string; newPassword: string };

/** One's own account: a password beside the one-time links. Setting one ends all other sessions. */
export default function ProfilePage() {
  const { t } = useTranslation('shell');
  const { message } = App.useApp();
  const { person } = useSession();
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: ({ currentPassword, newPassword }: Fields) =>
      sessionApi.setPassword.call({ newPassword, ...(currentPassword ? { currentPassword } : {}) }),
    onSuccess: () => {
      form.resetFields();
      void invalidate('session');
      void message.success(t('profile.saved'));
    },
  });
  usePageTitle(t('settingsPage.profile'));
  return (
    <>
      <PageHead title={t('settingsPage.profile')} facts={person && `${person.name} · ${person.email}`} />
      <Form<Fields>
        form={form}
        layout="vertical"
        className={styles.form}
        onFinish={fields => save.mutate(fields)}
      >
        <p className="quiet">{t('profile.passwordText')}</p>
        <input type="text" autoComplete="username" value={person?.email ?? ''} readOnly hidden />
        {person?.hasPassword && (
          <Form.Item name="currentPassword" label={t('profile.current')} extra={t('profile.currentHint')}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
        )}
        <Form.Item
          name="newPassword"
          label={t('profile.new')}
          rules={[{ required: true, min: 10, max: 128, message: t('profile.length') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {save.error && <ErrorPane error={save.error} />}
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t(person?.hasPassword ? 'profile.change' : 'profile.set')}
        </Button>
      </Form>
    </>
  );
}
