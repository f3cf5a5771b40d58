import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { projectRoles } from '#platform/auth/permissions.ts';
import type { Person } from '#platform/auth/member.contract.ts';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { projectApi } from '#stages/need/web/index.ts';
import { memberApi } from './api.ts';
import { ShownOnce } from './shown-once.tsx';

const organizationRoles = ['owner', 'admin', 'member'] as const;

/** People, what they are here and in which projects; they come by one-time links. */
export default function MembersPage() {
  const { t } = useTranslation('shell');
  const { modal, message } = App.useApp();
  const query = useQuery(memberApi.list.queryOptions());
  const [isNew, setNew] = useState(false);
  const [link, setLink] = useState<{ url: string; minutes: number }>();
  usePageTitle(t('settingsPage.members'));
  useKeys({ n: () => setNew(true) });
  const settle = {
    onSuccess: () => void invalidate('members'),
    onError: (error: unknown) => void message.error(textOfError(t, error).message),
  };
  const update = useMutation(memberApi.update.mutationOptions(settle));
  const remove = useMutation(memberApi.remove.mutationOptions(settle));
  const makeLink = useMutation(
    memberApi.makeLink.mutationOptions({ ...settle, onSuccess: made => setLink(made) }),
  );
  const askRemove = ({ userId, name }: Person) =>
    void modal.confirm({
      title: t('members.removeTitle', { name }),
      content: t('members.removeText'),
      okText: t('members.remove'),
      cancelText: t('projects.cancel'),
      onOk: () => remove.mutateAsync({ userId }).catch(() => undefined),
    });
  return (
    <>
      <PageHead
        title={t('settingsPage.members')}
        actions={
          <Button type="primary" aria-keyshortcuts="N" onClick={() => setNew(true)}>
            {t('members.invite')}
            <Key of="N" />
          </Button>
        }
      />
      <QueryPane query={query}>
        {({ items }) => (
          <DataTable
            keyOf={row => row.userId}
            rows={items}
            columns={[
              {
                title: t('projects.name'),
                render: ({ name, email }) => (
                  <>
                    {name} <span className="quiet">{email}</span>
                  </>
                ),
              },
              {
                title: t('members.role'),
                width: 150,
                render: ({ userId, organizationRole }) => (
                  <Select
                    size="small"
                    variant="borderless"
                    aria-label={t('members.role')}
                    value={organizationRole}
                    onChange={role => update.mutate({ userId, organizationRole: role })}
                    options={organizationRoles.map(value => ({
                      value,
                      label: t(`organizationRole.${value}`),
                    }))}
                  />
                ),
              },
              {
                title: t('members.projects'),
                render: ({ projects }) =>
                  projects.map(({ slug, role }) => `${slug} (${t(`projectRole.${role}`)})`).join(', ') || '–',
              },
              {
                title: t('members.seen'),
                width: 110,
                render: ({ lastSeenAt }) => (lastSeenAt ? <TimeText at={lastSeenAt} /> : '–'),
              },
              {
                width: 220,
                align: 'end',
                render: person => (
                  <>
                    <Button
                      type="link"
                      size="small"
                      onClick={() => makeLink.mutate({ userId: person.userId })}
                    >
                      {t('members.link')}
                    </Button>
                    <Button type="link" size="small" onClick={() => askRemove(person)}>
                      {t('members.remove')}
                    </Button>
                  </>
                ),
              },
            ]}
          />
        )}
      </QueryPane>
      {isNew && <InviteForm close={() => setNew(false)} onMade={setLink} />}
      {link && (
        <ShownOnce
          title={t('members.linkTitle')}
          text={t('members.linkText', { minutes: link.minutes })}
          secret={link.url}
          close={() => setLink(undefined)}
        />
      )}
    </>
  );
}

type Fields = {
  email: string;
  name: string;
  organizationRole: (typeof organizationRoles)[number];
  project?: string;
  role: (typeof projectRoles)[number];
};

function InviteForm({
  close,
  onMade,
}: {
  close: () => void;
  onMade: (link: { url: string; minutes: number }) => void;
}) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const [form] = Form.useForm<Fields>();
  const projects = useQuery(projectApi.list.queryOptions());
  const invite = useMutation({
    mutationFn: ({ project, role, ...person }: Fields) =>
      memberApi.invite.call({ ...person, projects: project ? [{ project, role }] : [] }),
    onSuccess: ({ link }) => {
      void invalidate('members');
      close();
      onMade(link);
    },
  });
  return (
    <Modal
      open
      title={t('members.invite')}
      okText={t('members.makeLink')}
      cancelText={t('projects.cancel')}
      confirmLoading={invite.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        lang={format.language}
        initialValues={{
          organizationRole: 'member',
          role: 'annotator',
          project: projects.data?.items[0]?.slug,
        }}
        onFinish={fields => invite.mutate(fields)}
      >
        <Form.Item
          name="email"
          label={t('signIn.email')}
          rules={[{ required: true, type: 'email', max: 200 }]}
        >
          <Input autoFocus type="email" />
        </Form.Item>
        <Form.Item name="name" label={t('projects.name')} rules={[{ required: true, max: 120 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="organizationRole" label={t('members.role')}>
          <Select
            options={organizationRoles.map(value => ({ value, label: t(`organizationRole.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="project" label={t('members.project')}>
          <Select
            allowClear
            options={(projects.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          />
        </Form.Item>
        <Form.Item name="role" label={t('members.projectRole')}>
          <Select options={projectRoles.map(value => ({ value, label: t(`projectRole.${value}`) }))} />
        </Form.Item>
        {invite.error && <ErrorPane error={invite.error} />}
      </Form>
    </Modal>
  );
}
