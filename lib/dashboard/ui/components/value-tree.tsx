import type { ValueNode } from '../../api/index.js';
import { useLanguage } from '../i18n/i18n.js';
import { valueText } from '../utils/value-text.js';
import styles from './value-tree.module.css';

/** A stored value, with everything below it that can be opened. Always text, whatever it says. */
export function ValueTree({
  node,
  name,
  isOpen = false,
}: {
  node: ValueNode;
  name?: string;
  isOpen?: boolean;
}) {
  const { t } = useLanguage();
  const label = name !== undefined && <span className={styles.name}>{name}</span>;
  const children = childrenOf(node);
  if (children === null) {
    return (
      <div className={styles.leaf}>
        {label}
        <Leaf node={node} />
      </div>
    );
  }
  const rest = lengthOf(node) - children.length;
  return (
    <details className={styles.branch} open={isOpen || undefined}>
      <summary>
        {label}
        <span className={styles.summary}>{valueText(node, 60)}</span>
      </summary>
      <div className={styles.children}>
        {children.map(([key, child], at) => (
          <ValueTree key={at} name={key} node={child} />
        ))}
        {rest > 0 && <p className={styles.rest}>{t('value.more', { count: rest })}</p>}
      </div>
    </details>
  );
}

function Leaf({ node }: { node: ValueNode }) {
  const { t, format } = useLanguage();
  switch (node.kind) {
    case 'redacted':
      return <span className={styles.absent}>{t('value.redacted')}</span>;
    case 'cut':
      return <span className={styles.absent}>{t('value.cut')}</span>;
    case 'string':
      return (
        <span className={styles.string}>
          {JSON.stringify(node.value)}
          {node.length > node.value.length && (
            <span className={styles.rest}> {t('value.length', { length: format.number(node.length) })}</span>
          )}
        </span>
      );
    case 'bytes':
      return (
        <span>
          {node.value} <span className={styles.rest}>{t('value.bytes', { count: node.length })}</span>
        </span>
      );
    default:
      return <span className={styles[node.kind]}>{valueText(node)}</span>;
  }
}

function childrenOf(node: ValueNode): [string, ValueNode][] | null {
  switch (node.kind) {
    case 'list':
    case 'set':
      return node.items.length === 0 ? null : node.items.map((item, at) => [String(at), item]);
    case 'object':
      return node.entries.length === 0 ? null : node.entries.map(({ key, value }) => [key, value]);
    case 'map':
      return node.entries.length === 0
        ? null
        : node.entries.map(({ key, value }) => [valueText(key, 40), value]);
    default:
      return null;
  }
}

function lengthOf(node: ValueNode): number {
  return 'length' in node ? node.length : 0;
}
