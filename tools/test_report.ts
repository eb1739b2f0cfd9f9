/** A test, or a step of one, that ran. A step is called `test > step`. */
export type Ran = { readonly name: string; readonly file: string; readonly passed: boolean; readonly seconds: number };

/** Everything that ran, in the order of a report in JUnit's form. */
export function testsIn(report: string): readonly Ran[] {
  const cases = report.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g);
  return [...cases].map(([, attributes, content = ""]) => {
    const attribute = (name: string) => plain(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
    return {
      name: attribute("name"),
      file: attribute("classname").replace(/^\.\//, ""),
      passed: !/<(?:failure|error|skipped)\b/.test(content),
      seconds: Number(attribute("time")),
    };
  });
}

/** What took longest, without the tests whose time is that of their steps. */
export function slowest(ran: readonly Ran[], count: number): readonly Ran[] {
  const files = new Map(ran.filter(({ name }) => !name.includes(" > ")).map(({ name, file }) => [name, file]));
  const parents = new Set(ran.map(({ name }) => name.slice(0, Math.max(0, name.lastIndexOf(" > ")))));
  return ran.filter(({ name }) => !parents.has(name))
    // The report says of a step only which helper it was called by.
    .map((each) => ({ ...each, file: files.get(each.name.split(" > ")[0]) ?? each.file }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, count);
}

function plain(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]);
}
