import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import type { ObjectInView } from '#platform/ui/object-in-view.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import { lineageApi } from '../api.ts';
import { cutName, nameWithoutKind } from './object-names.ts';
import { type ThreadNode, threadNodes } from './thread-nodes.ts';
import styles from './thread.module.css';

export type LineageBarProps = {
  project: string;
  object: ObjectInView;
  /** Where an object is shown, or undefined where nothing shows its kind. */
  addressOf: (kind: string, id: string) => string | undefined;
};

/** The thread above an object: what it came from and what came of it; `[` and `]` walk it. */
export function LineageBar({ project, object, addressOf }: LineageBarProps) {
  const { t } = useTranslation('loop');
  const navigate = useNavigate();
  const { data } = useQuery(lineageApi.get.queryOptions({ input: { project, ...object, depth: 6 } }));
  const nodes = data ? threadNodes(data) : [];
  const toOf = (node: ThreadNode): string | undefined =>
    node.one ? (addressOf(node.kind, node.one.id) ?? pageOf(project, node.kind, node.one.id)) : undefined;
  const walk = (by: number) => {
    const from = nodes.findIndex(node => node.isCurrent);
    for (let at = from + by; at >= 0 && at < nodes.length; at += by) {
      const to = toOf(nodes[at]!);
      if (to) return void navigate({ to });
    }
  };
  useKeys({
    '[': () => walk(-1),
    ']': () => walk(1),
    'Shift+l': () =>
      void navigate({
        to: `/p/${project}/loop` as string,
        search: { focus: `${object.kind}:${object.id}` } as never,
      }),
  });
  return (
    <nav className={styles.bar} aria-label={t('thread.title')}>
      <ol>
        {nodes.map(node => (
          <li key={node.kind} data-state={node.isCurrent ? 'current' : node.count === 0 ? 'missing' : 'past'}>
            <NodeText
              node={node}
              to={node.isCurrent ? undefined : (toOf(node) ?? allOf(project, object, node))}
            />
          </li>
        ))}
      </ol>
      <span className={styles.keys} title={t('thread.keys')}>
        <Key of="[" />
        <Key of="]" />
        <Key of="Shift+L" />
      </span>
    </nav>
  );
}

function NodeText({ node, to }: { node: ThreadNode; to: string | undefined }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const text = (
    <>
      {t(`kind.${node.kind}`)}{' '}
      {node.count > 0 && (
        <strong>{node.one ? cutName(nameWithoutKind(node.one.name)) : format.compact(node.count)}</strong>
      )}
    </>
  );
  if (node.isCurrent) return <span aria-current="true">{text}</span>;
  return to && node.count > 0 ? <Link to={to}>{text}</Link> : <span>{text}</span>;
}

export const pageOf = (project: string, kind: string, id: string): string =>
  `/p/${project}/loop/lineage/${kind}/${encodeURIComponent(id)}`;

/** Many of a kind are listed on the lineage page of what is in view. */
const allOf = (project: string, object: ObjectInView, node: ThreadNode): string | undefined =>
  node.count > 0 ? pageOf(project, object.kind, object.id) : undefined;
