import type { IForbiddenRuleType } from 'dependency-cruiser';
import { stageOrder } from '#stages/order.ts';

/** Tests, and the `test-<something>.ts` beside them that they stand on. */
const testFile = '(\\.test|/test-[^/]+)\\.ts$';

/** A stage may use the stages before it in `order.ts`, and of these only what they show. */
const stageRules: IForbiddenRuleType[] = stageOrder.flatMap((stage, position) => {
  const later = stageOrder.slice(position + 1);
  const earlier = stageOrder.slice(0, position);
  const rules: IForbiddenRuleType[] = [];
  if (later.length > 0)
    rules.push({
      name: `${stage}-imports-no-later-stage`,
      severity: 'error',
      from: { path: `^src/stages/${stage}/`, pathNot: testFile },
      to: { path: `^src/stages/(${later.join('|')})/` },
    });
  if (earlier.length > 0)
    rules.push({
      name: `${stage}-uses-the-front-door`,
      severity: 'error',
      from: { path: `^src/stages/${stage}/`, pathNot: testFile },
      to: {
        path: `^src/stages/(${earlier.join('|')})/`,
        pathNot: ['^src/stages/[^/]+/(index|web/index)\\.ts$', '\\.contract\\.ts$', '\\.tables\\.ts$'],
      },
    });
  return rules;
});

/** DESIGN section 4: apps → stages → platform, no cycles of values. */
export const importRules: IForbiddenRuleType[] = [
  {
    name: 'platform-knows-no-stage',
    severity: 'error',
    from: { path: '^src/platform/', pathNot: testFile },
    to: { path: '^src/(stages|apps)/' },
  },
  {
    name: 'stages-know-no-app',
    severity: 'error',
    from: { path: '^src/stages/', pathNot: testFile },
    to: { path: '^src/apps/' },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ...stageRules,
];

export type SourceRule = { name: string; why: string; files: RegExp; except: RegExp; forbidden: RegExp };

/** What may be said where, beyond imports. */
export const sourceRules: SourceRule[] = [
  {
    name: 'sql-in-queries-only',
    why: 'SQL belongs into *.queries.ts, *.tables.ts or platform',
    files: /^src\/stages\//,
    except: /((\.queries|\.tables|\.test)|\/test-[^/]+)\.ts$/,
    forbidden: /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`/,
  },
  {
    name: 'environment-in-config-only',
    why: 'only platform/config reads the environment',
    files: /^src\/(stages|platform)\//,
    except: /^src\/platform\/(config|engine|database)\/|\.test\.ts$/,
    forbidden: /process\.env/,
  },
  {
    name: 'child-processes-in-platform-only',
    why: 'child processes belong to platform/engine, platform/storage and the embedded database',
    files: /^src\/(stages|platform)\//,
    except: /^src\/platform\/(engine|storage|database)\/|\.test\.ts$/,
    forbidden: /from 'node:child_process'/,
  },
  {
    name: 'seconds-by-a-steady-clock',
    why: 'the wall clock may be set meanwhile: measure what lasts with performance.now() or createPace, or add a comparison of stored moments here',
    files: /^src\/(stages|platform|apps\/server)\//,
    except:
      /(\.test|\/test-[^/]+|\/fake-[^/]+|\/cli|auth\/find-actor|auth\/set-password|storage\/artifact-store)\.tsx?$/,
    forbidden: /(clock\(\)|Date\.now\(\))\s*[-<>]|[-<>]=?\s*(services\.clock\(\)|Date\.now\(\))/,
  },
  {
    name: 'outbound-calls-are-guarded',
    why: 'the server calls other machines through guardedLookup only (models/connections/open-upstream.ts)',
    files: /^src\/(stages|platform)\//,
    except:
      /connections\/open-upstream\.ts$|\/(web|ui|terminal)\/|\/cli\.ts$|platform\/http\/client\.ts$|(\.test|\/test-[^/]+|\/fake-[^/]+)\.tsx?$/,
    forbidden:
      /import \{[^}]*\b(Pool|Agent|Client|fetch|request|stream)\b[^}]*\} from 'undici'|(?<![.\w])fetch\(|from 'node:https?';?\n[\s\S]*\b(http|https)\.(request|get)\(/,
  },
  {
    name: 'no-vague-names',
    why: 'utils, helpers, common and misc say nothing',
    files: /(^|\/)(utils?|helpers?|common|misc)(\/|\.|-)/,
    except: /^$/,
    forbidden: /[\s\S]*/,
  },
];
