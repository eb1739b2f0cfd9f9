import { join } from "node:path";
import { repository, sourceFiles } from "./source_files.ts";

/** A command as it stands in a text of the product, and where. */
export type Printed = { readonly text: string; readonly where: string };

/**
 * Every command with this beginning in the texts that the product prints and in its documents, up to where the text around it goes
 * on. What is known only when it is printed stands in it as in the source, `${…}`.
 */
export async function printedCommands(beginning: string): Promise<readonly Printed[]> {
  const sources = (await sourceFiles("lib", "tasks")).map(({ path, text }) => ({
    path,
    text: joined(spelled(spoken(text))),
  }));
  const found = [...sources, ...await documents()].flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(`(?<![\\w-])${beginning} (?:\\$\\{[^}]*\\}|[^\\n\\\\"\`;)|<>])*`, "g"))]
      .map(([command]) => ({ text: command.trim(), where: path }))
  );
  const distinct = new Map(found.map((each) => [each.text, each]));
  return [...distinct.values()];
}

/** The source without its comments. */
function spoken(text: string): string {
  return text.split("\n").filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)).join("\n");
}

/** Commands on a cluster are made by a function; what stands behind its call belongs to them. */
function spelled(text: string): string {
  const line = "deno task $1 --cluster ${cluster} --region ${region}";
  return text.replace(/\$\{clusterCommand\("([\w-]+)"(?:, [\w.]+)+\)\}/g, line)
    .replace(/(?<!function )clusterCommand\("([\w-]+)"(?:, [\w.]+)+\)/g, `\`${line}\``);
}

/** Strings that are put together are one text, also where a command is broken for its reader. */
function joined(text: string): string {
  return text.replace(/(["`])\s*\+\s*\1/g, "").replace(/\\\\\\n\s*/g, "");
}

async function documents() {
  const paths = ["README.md", ...await documentsIn("docs")];
  return await Promise.all(paths.map(async (path) => ({
    path,
    text: await Deno.readTextFile(join(repository, path)),
  })));
}

async function documentsIn(folder: string): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(repository, folder)));
  const found = entries.map(({ name, isDirectory }) =>
    isDirectory ? documentsIn(`${folder}/${name}`) : [`${folder}/${name}`]
  );
  return (await Promise.all(found)).flat();
}
