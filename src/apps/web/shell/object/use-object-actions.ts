import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { App } from 'antd';
import { useObjectInView } from '#platform/ui/object-in-view.ts';
import { useRights } from '../../account/session.ts';
import { twinOf } from '../../stages.ts';
import { callOf, commandOf } from './write-twin.ts';

export type ObjectAction = { key: string; does: string; act: () => void };

/** What can be done with whatever object the page is about: its link, its twins at the terminal and over HTTP, its trail. */
export function useObjectActions(): ObjectAction[] {
  const { t } = useTranslation('shell');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const object = useObjectInView();
  const { project } = useParams({ strict: false }) as { project?: string };
  const { isAdministrator } = useRights(project);
  if (!object || !project) return [];
  const twin = twinOf(object.kind, object.id);
  const copy = (text: string) => () =>
    void navigator.clipboard.writeText(text).then(
      () => message.success(t('copied')),
      () => message.info(text),
    );
  const actions: (ObjectAction | undefined)[] = [
    { key: 'link', does: t('object.link'), act: copy(location.href) },
    twin && { key: 'command', does: t('object.command'), act: copy(commandOf(project, object, twin)) },
    twin && { key: 'call', does: t('object.call'), act: copy(callOf(location.origin, project, twin)) },
    isAdministrator
      ? {
          key: 'audit',
          does: t('object.audit'),
          act: () => void navigate({ to: '/settings/audit', search: { subject: object.id } as never }),
        }
      : undefined,
  ];
  return actions.filter(action => action !== undefined);
}
