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
import { SignedIn } from './account/signed-in.tsx';
import { ProjectFrame } from './shell/project-frame.tsx';
import { stages } from './stages.ts';

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
  component: () => <Navigate to="/projects" replace />,
});
const projects = createRoute({
  getParentRoute: () => signedIn,
  path: '/projects',
  component: lazyRouteComponent(() => import('./projects/projects-page.tsx')),
});

const project = createRoute({ getParentRoute: () => signedIn, path: '/p/$project' });
const framed = createRoute({ getParentRoute: () => project, id: 'framed', component: ProjectFrame });

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

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signedIn.addChildren([
      home,
      projects,
      project.addChildren([
        framed.addChildren(inFrame.map(({ stage, page }) => pageRoute(framed, stage, page))),
        ...fullScreen.map(({ stage, page }) => pageRoute(project, stage, page)),
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingMs: 400,
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
});
