import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

/** Something that git stores under its own hash. */
export type GitObject = { readonly hash: string; readonly stored: Uint8Array };

/** A file of a work tree. */
export type WorkFile = { readonly text: string; readonly isProgram?: boolean };

/** Files by their paths, relative and with slashes. */
export type WorkTree = Readonly<Record<string, WorkFile>>;

/** A commit without parents over a work tree, and everything that it consists of. */
export function commitOf(
  tree: WorkTree,
  message: string,
): { readonly hash: string; readonly objects: readonly GitObject[] } {
  const files = treeOf(tree);
  // Equal files are equal commits, wherever and whenever they are made.
  const who = "dayctl sandbox <sandbox@localhost> 1700000000 +0000";
  const text = `tree ${files.hash}\nauthor ${who}\ncommitter ${who}\n\n${message}\n`;
  const commit = gitObject("commit", Buffer.from(text));
  return { hash: commit.hash, objects: [...files.objects, commit] };
}

function treeOf(tree: WorkTree): { readonly hash: string; readonly objects: readonly GitObject[] } {
  const objects: GitObject[] = [];
  const names = [...new Set(Object.keys(tree).map((path) => path.split("/")[0]))];
  const entries = names.map((name) => {
    const own = tree[name];
    if (own !== undefined) {
      const blob = gitObject("blob", Buffer.from(own.text));
      objects.push(blob);
      return { name, order: name, mode: own.isProgram ? "100755" : "100644", hash: blob.hash };
    }
    const below = Object.entries(tree).filter(([path]) => path.startsWith(`${name}/`));
    const folder = treeOf(Object.fromEntries(below.map(([path, file]) => [path.slice(name.length + 1), file])));
    objects.push(...folder.objects);
    // Git sorts a folder as if its name ended with a slash.
    return { name, order: `${name}/`, mode: "40000", hash: folder.hash };
  }).sort((one, other) => one.order < other.order ? -1 : 1);
  const body = entries.map(({ mode, name, hash }) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, "hex")])
  );
  const own = gitObject("tree", Buffer.concat(body));
  return { hash: own.hash, objects: [...objects, own] };
}

function gitObject(kind: "blob" | "tree" | "commit", body: Uint8Array): GitObject {
  const whole = Buffer.concat([Buffer.from(`${kind} ${body.length}\0`), body]);
  return { hash: createHash("sha1").update(whole).digest("hex"), stored: deflateSync(whole) };
}
