/** What the bundler knows of a module. */
interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/**
 * Finds the modules that the entry needs before anything is shown. They become one file: left alone, the
 * bundler makes a file of every few of them, by which pages use them too.
 */
export function initialModules(entry: string): (id: string, graph: Graph) => boolean {
  let found: Set<string> | undefined;
  return (id, graph) => {
    found ??= collect(entry, graph, new Set());
    return id !== entry && found.has(id);
  };
}

function collect(id: string, graph: Graph, found: Set<string>): Set<string> {
  if (!found.has(id)) {
    found.add(id);
    graph.getModuleInfo(id)?.importedIds.forEach((imported) => collect(imported, graph, found));
  }
  return found;
}
