import type { StageWeb } from '#platform/ui/stage-web.ts';
import { findStage, type StageName, stageNames } from '../../stages.ts';
import { pressWhenShown } from '#platform/ui/keys/keys-in-view.ts';
import { otherLetters, stageLetters } from '../keys/stage-letters.ts';
import type { Entry } from './entry.ts';
import { named, type PaletteContext } from './palette-context.ts';

/** Stages, their pages, and what can be begun there. */
export function pageEntries(context: PaletteContext): Entry[] {
  if (!context.project || !context.may('project.read')) return outerEntries(context);
  const names: readonly StageName[] = [...stageNames, 'loop'];
  return [
    ...names.flatMap(name => stageEntries(context, name, findStage(name))),
    ...names.flatMap(name => beginEntries(context, findStage(name))),
    ...outerEntries(context),
  ];
}

function stageEntries(context: PaletteContext, name: StageName, stage: StageWeb | undefined): Entry[] {
  const pages = stage?.menu ?? [];
  const root = named(context, `shell:stage.${name}`);
  const open = (path: string) => () => context.go(`/p/${context.project}/${path}`);
  const only = pages.length === 1 ? named(context, `${name}:menu.${pages[0]!.label}`).words : [];
  return [
    {
      id: `stage.${name}`,
      group: 'page',
      label: root.label,
      words: [...root.words, ...only],
      keys: ['G', stageLetters[name].toUpperCase()],
      run: open(pages[0]?.path ?? name),
    },
    ...(pages.length > 1 ? pages : []).map(({ path, label }): Entry => ({
      id: `page.${path}`,
      group: 'page',
      ...named(context, `${name}:menu.${label}`),
      also: root.words,
      where: root.label,
      run: open(path),
    })),
  ];
}

function beginEntries(context: PaletteContext, stage: StageWeb | undefined): Entry[] {
  const allowed = (stage?.begins ?? []).filter(({ needs }) => context.may(needs));
  return allowed.map(({ path, label, key }): Entry => {
    const address = `/p/${context.project}/${path}`;
    return {
      id: `begin.${path}`,
      group: 'begin',
      ...named(context, `${stage!.name}:${label}`),
      where: named(context, `shell:stage.${stage!.name}`).label,
      run: () => {
        context.go(address);
        if (key) pressWhenShown(key, () => location.pathname === address);
      },
    };
  });
}

function outerEntries(context: PaletteContext): Entry[] {
  const pages = [
    ['/queue', 'queue', otherLetters.queue],
    ['/projects', 'allProjects', otherLetters.projects],
  ] as const;
  return pages.map(([address, label, letter]) => ({
    id: `page.${address}`,
    group: 'page',
    ...named(context, `shell:${label}`),
    keys: ['G', letter.toUpperCase()],
    run: () => context.go(address),
  }));
}
