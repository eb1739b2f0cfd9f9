/**
 * The files of a bundle under names that depend on nothing but the program: numbers in the order in which the files name each other.
 * The bundler's own names hash the way from the working folder to the cache of npm packages, which is another on every machine.
 *
 * @param files the texts by name, of which `main.js` names others and is named by nobody
 * @param way the way to the cache, which also stands in the texts
 */
export function steadyNames(files: ReadonlyMap<string, string>, way: string): ReadonlyMap<string, string> {
  const order = new Set(["main.js"]);
  for (const name of order) {
    for (const [, other] of (files.get(name) ?? "").matchAll(reference)) if (files.has(other)) order.add(other);
  }
  const names = new Map([...order].map((name, index) => [name, index === 0 ? name : `${index}.js`]));
  const renamed = (text: string) =>
    text.replace(reference, (whole, other: string) => names.has(other) ? `"./${names.get(other)}"` : whole)
      .replaceAll(way, "npm");
  return new Map([...names].map(([name, steady]) => [steady, renamed(files.get(name) ?? "")]));
}

const reference = /"\.\/([\w.-]+\.js)"/g;
