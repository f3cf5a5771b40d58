import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { nameOfFault } from './name-fault.ts';
import { sessionApi, signInByPassword, type SignInAnswer } from './session.ts';
import { ProviderButton } from './provider-button.tsx';
import styles from './account.module.css';

/** `error` comes from a one-time link that no longer holds, or from the provider. `to` is where the person wanted to go. */
const searchSchema = z.object({ to: z.string().startsWith('/').optional(), error: z.string().optional() });

type Fields = { email: string; password: string };

export default function SignInPage() {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const [search] = useSearchState(searchSchema);
  const [answer, setAnswer] = useState<SignInAnswer>();
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const ways = useQuery(sessionApi.signInWays.queryOptions({ staleTime: Infinity }));
  const provider = ways.data?.oidc?.name;
  usePageTitle(t('signIn.title'));
  const submit = async ({ email, password }: Fields) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const answered = await signInByPassword(email, password);
      setAnswer(answered);
      if (answered.kind === 'ok') void navigate({ to: search.to ?? '/', replace: true });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={styles.column}>
      <div className={styles.top}>
        <img src="/mark.svg" width={22} height={22} alt="" />
        <h1>{t('signIn.title')}</h1>
        <LanguageSwitch />
      </div>
      {search.error && (
        <p role="alert">{t(`signIn.fault.${nameOfFault(search.error)}`, { provider, code: search.error })}</p>
      )}
      {provider && <ProviderButton name={provider} to={search.to ?? '/'} isOn={!isBusy} fail={setFailure} />}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="email" label={t('signIn.email')} rules={[{ required: true }]}>
          <Input type="email" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t('signIn.password')} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <p role="alert" className={styles.answer}>
          {answer?.kind === 'wrong' && t('signIn.wrong')}
          {answer?.kind === 'wait' && t('signIn.wait', { seconds: answer.seconds })}
        </p>
        <Button type={provider ? 'default' : 'primary'} htmlType="submit" size="large" block loading={isBusy}>
          {t('signIn.submit')}
        </Button>
      </Form>
      {failure !== undefined && <ErrorPane error={failure} />}
      <p className="quiet">{t('signIn.link')}</p>
    </main>
  );
}
