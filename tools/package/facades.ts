type Source = { readonly path: string; readonly text: string };

const loaded = /import\(\s*"(@aws-sdk\/client-[\w-]+)"\s*\)/g;

const pathOf = (client: string) => `facades/${client.split("/")[1]}.ts`;

/**
 * A file for each lazily loaded client of the SDK, by its path, which names what the program uses of it: a bundler keeps the whole of a
 * package that is loaded by a dynamic import, and drops what a file of ours does not name.
 *
 * @throws Error when a source loads a client in a form whose names cannot be seen
 */
export function facadesOf(sources: readonly Source[]): ReadonlyMap<string, string> {
  const used = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const [client, names] of clientsIn(source)) used.set(client, new Set([...used.get(client) ?? [], ...names]));
  }
  return new Map(
    [...used].map((
      [client, names],
    ) => [pathOf(client), `export { ${[...names].sort().join(", ")} } from "${client}";\n`]),
  );
}

/** The text of a source that loads these files instead of the clients. @param to how the source names a path */
export function withFacades(text: string, to: (path: string) => string): string {
  return text.replace(loaded, (_, client: string) => `import("${to(pathOf(client))}")`)
    .replace('import { z } from "zod"', 'import * as z from "zod"');
}

function clientsIn({ path, text }: Source): readonly (readonly [client: string, names: readonly string[]])[] {
  const parts = [...text.matchAll(/\{([^{}]*)\}\s*=\s*await import\(\s*"(@aws-sdk\/client-[\w-]+)"/g)]
    .map(([, names, client]) => [client, names.split(",").map((name) => name.split(":")[0].trim())] as const);
  if (parts.length !== [...text.matchAll(loaded)].length) {
    throw new Error(
      `${path} loads a client of the SDK otherwise than as const { … } = await import(…): the packager cannot see what it uses`,
    );
  }
  return parts.map(([client, names]) => [client, names.filter((name) => name !== "")]);
}
