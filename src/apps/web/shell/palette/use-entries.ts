import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '#platform/ui/use-language.ts';
import { projectApi } from '#stages/need/web/index.ts';
import { useRights } from '../../account/session.ts';
import { useObjectActions } from '../object/use-object-actions.ts';
import { actionEntries } from './action-entries.ts';
import { type Dictionary, loadDictionary } from './dictionary.ts';
import type { Entry } from './entry.ts';
import { type Found, listObjects, objectEntry, searchObjects } from './object-entries.ts';
import { pageEntries } from './page-entries.ts';
import type { PaletteContext } from './palette-context.ts';
import { settingEntries } from './setting-entries.ts';

const nothing: Found = { objects: [], isPartial: false };

/** Everything the browser knows, as lines; undefined until the words of both languages are there. */
export function useEntries(): {
  entries: Entry[] | undefined;
  context: PaletteContext | undefined;
  isPartial: boolean;
} {
  const { t } = useTranslation();
  const context = useContext();
  const project = context?.project;
  const projects = useQuery(projectApi.list.queryOptions());
  const [found, setFound] = useState(nothing);
  const objectActions = useObjectActions();
  useEffect(() => {
    if (project) void listObjects(project).then(setFound);
  }, [project]);
  const entries = useMemo(() => {
    if (!context) return undefined;
    const others = (projects.data?.items ?? []).filter(({ slug }) => slug !== context.project);
    const allProjects = context.dictionary.both('shell:project', context.language);
    return [
      ...actionEntries(context.dictionary, t),
      ...objectActions.map(({ key, does, act }): Entry => ({
        id: `object.${key}`,
        group: 'action',
        label: does,
        words: [does, ...context.dictionary.otherOf(does)],
        run: act,
      })),
      ...pageEntries(context),
      ...found.objects.map(object => objectEntry(context, object)),
      ...others.map(({ slug, name }): Entry => ({
        id: `project.${slug}`,
        group: 'project',
        label: name,
        words: [name, slug],
        also: allProjects,
        where: allProjects[0] ?? '',
        run: () => context.go(`/p/${slug}/need`),
      })),
      ...settingEntries(context),
    ];
    // The actions are those of the page as it was when the palette opened over it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [context, found, projects.data]);
  return { entries, context, isPartial: found.isPartial };
}

function useContext(): PaletteContext | undefined {
  const { project } = useParams({ strict: false }) as { project?: string };
  const [dictionary, setDictionary] = useState<Dictionary>();
  const language = useLanguage();
  const navigate = useNavigate();
  const { isAdministrator, may } = useRights(project);
  useEffect(() => void loadDictionary().then(setDictionary), []);
  return useMemo(
    () =>
      dictionary && {
        project,
        language,
        dictionary,
        isAdministrator,
        may,
        go: (address: string) => void navigate({ to: address }),
      },
    [dictionary, project, language, isAdministrator, may, navigate],
  );
}

const restMs = 150;

/** What the server finds for it, a moment after the last key; empty while it is asked. */
export function useServerEntries(context: PaletteContext | undefined, typed: string): Entry[] {
  const [entries, setEntries] = useState<Entry[]>([]);
  const text = typed.trim();
  useEffect(() => {
    setEntries([]);
    const project = context?.project;
    if (!project || text.length < 2) return;
    const ended = new AbortController();
    const timer = setTimeout(async () => {
      const { objects } = await searchObjects(project, text, ended.signal);
      if (!ended.signal.aborted) setEntries(objects.map(object => objectEntry(context, object, 'record')));
    }, restMs);
    return () => (clearTimeout(timer), ended.abort());
  }, [context, text]);
  return entries;
}
