import type { StoreReads } from "../store/store.ts";

/** The names below `ready/`, a page of at most 1,000 at a time, in lexical order. One request each. */
export async function* listCandidates(store: StoreReads, root: string): AsyncGenerator<readonly string[]> {
  const prefix = `${root}/ready/`;
  let from: string | undefined;
  do {
    const page = await store.list({ prefix, delimiter: "/", from });
    yield page.folders.map((folder) => folder.slice(prefix.length, -1)).filter((name) => name !== "");
    from = page.next;
  } while (from !== undefined);
}
