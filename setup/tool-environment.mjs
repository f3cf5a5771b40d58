import path from 'node:path';

/** npm on the machine's own Node: never on the Node in the node_modules that it is about to replace. */
export function npmEnvironment(env, places) {
  const bin = path.join(places.nodeModules, '.bin');
  const search = (env.PATH ?? '').split(path.delimiter).filter(dir => !path.resolve(dir).startsWith(bin));
  const inherited = Object.entries(env).filter(
    ([name]) => !/^npm_(lifecycle|package)_|^INIT_CWD$/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: search.join(path.delimiter),
    NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true',
    NODE_LLAMA_CPP_POSTINSTALL: 'skip',
  };
}

/** Programs of ours on the pinned Node, as `npm run` would start them. */
export function programEnvironment(env, places) {
  const bins = [path.join(places.nodeModules, '.bin'), env.PATH ?? ''];
  return {
    ...env,
    PATH: bins.join(path.delimiter),
    ATTUNE_RUNTIME: places.runtime,
    ATTUNE_DATA: places.data,
  };
}

/** Python and pip see our environment only: no user packages, no other target. */
export function pythonEnvironment(env) {
  const foreign = /^(PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|PIP_TARGET|PIP_PREFIX|PIP_REQUIRE_HASHES)$/;
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name))),
    PIP_USER: 'no',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_ROOT_USER_ACTION: 'ignore',
    PYTHONNOUSERSITE: '1',
    PYTHONUNBUFFERED: '1',
  };
}

/** pip unpacks torch (0.7 GB) where temporary files go, and a machine's /tmp may be small memory. */
export const pipEnvironment = (env, places) => ({ ...pythonEnvironment(env), TMPDIR: places.temporary });
