import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { addTexts } from '#platform/i18n/texts.ts';
import type { StagePage, StageWeb } from '#platform/ui/stage-web.ts';
import { NotFound } from './shell/not-found.tsx';
import { PageFailure } from './shell/page-failure.tsx';
import { useSession } from './account/session.ts';
import { SettingsFrame } from './settings/settings-frame.tsx';
import { SignedIn } from './account/signed-in.tsx';
import { ProjectFrame } from './shell/project-frame.tsx';
import { ProjectHome } from './first-run/project-home.tsx';
import { setupTexts } from './first-run/messages/index.ts';
import { findStage, stages } from './stages.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./account/sign-in-page.tsx')),
});

/** All that needs a person. */
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: Home,
});
/** Annotators meet their queue, agents their desk, and nothing else; an owner without a password has just opened their first link. */
function Home() {
  const { seesQueueOnly, isAgent, isLoaded, isAdministrator, person } = useSession();
  if (!isLoaded) return null;
  const isFirstTime = isAdministrator && person?.hasPassword === false;
  const place = isAgent ? '/desk' : seesQueueOnly ? '/queue' : '/projects';
  return <Navigate to={isFirstTime ? '/setup' : place} replace />;
}

const setup = createRoute({
  getParentRoute: () => signedIn,
  path: '/setup',
  component: lazyRouteComponent(async () => {
    const [module] = await Promise.all([import('./first-run/setup-page.tsx'), addTexts('setup', setupTexts)]);
    return module;
  }),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: '/projects',
  component: lazyRouteComponent(() => import('./projects/projects-page.tsx')),
});

const queue = createRoute({
  getParentRoute: () => signedIn,
  path: '/queue',
  component: lazyRouteComponent(() => import('./queue/queue-page.tsx')),
});

const desk = createRoute({
  getParentRoute: () => signedIn,
  path: '/desk',
  component: lazyRouteComponent(() => import('./shell/station/desk-page.tsx')),
});

const settings = createRoute({ getParentRoute: () => signedIn, path: '/settings', component: SettingsFrame });
const settingsPages = {
  profile: () => import('./settings/profile-page.tsx'),
  members: () => import('./settings/members-page.tsx'),
  keys: () => import('./settings/keys-page.tsx'),
  audit: () => import('./settings/audit-page.tsx'),
};
const settingsRoutes = Object.entries(settingsPages).map(([path, load]) =>
  createRoute({ getParentRoute: () => settings, path, component: lazyRouteComponent(load) }),
);

const project = createRoute({ getParentRoute: () => signedIn, path: '/p/$project' });
const framed = createRoute({ getParentRoute: () => project, id: 'framed', component: ProjectFrame });

const projectHome = createRoute({ getParentRoute: () => framed, path: '/', component: ProjectHome });

const pageRoute = (parent: typeof project | typeof framed, stage: StageWeb, page: StagePage) =>
  createRoute({
    getParentRoute: () => parent as typeof project,
    path: page.path,
    component: lazyRouteComponent(async () => {
      const [module] = await Promise.all([page.load(), addTexts(stage.name, stage.texts)]);
      return module;
    }),
  });

const pages = stages.flatMap(stage => stage.pages.map(page => ({ stage, page })));
const inFrame = pages.filter(({ page }) => page.frame !== 'full');
const fullScreen = pages.filter(({ page }) => page.frame === 'full');

/** Stations without pages of a stage yet. */
const comingPages = {
  labeling: () => import('./shell/station/labeling-page.tsx'),
  monitoring: () => import('./shell/station/monitoring-page.tsx'),
};
const comingRoutes = Object.entries(comingPages)
  .filter(([name]) => !findStage(name))
  .map(([path, load]) =>
    createRoute({ getParentRoute: () => framed, path, component: lazyRouteComponent(load) }),
  );

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signedIn.addChildren([
      home,
      setup,
      projects,
      queue,
      desk,
      settings.addChildren(settingsRoutes),
      project.addChildren([
        framed.addChildren([
          projectHome,
          ...inFrame.map(({ stage, page }) => pageRoute(framed, stage, page)),
          ...(comingRoutes as never[]),
        ]),
        ...fullScreen.map(({ stage, page }) => pageRoute(project, stage, page)),
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingMs: 400,
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
});
