import assert from "node:assert/strict";
import { join } from "node:path";
import { stackTypes } from "../../lib/aws/permissions/stack_types.ts";
import { recordedImageTypes, recordedTypes } from "../../lib/infra/policies/recorded_calls.ts";
import { parseTemplate } from "../../lib/sandbox/front/stacks/template.ts";
import { tasks } from "../../tasks/tasks.ts";
import { taskVerbs } from "../../tools/task_verbs.ts";
import { repository, type SourceFile, sourceFile, sourceFiles } from "../support/source_files.ts";
import { declaredIn, sentActions, speaks, taskRights } from "../support/task_rights.ts";
import networkTemplate from "../../templates/network_stack.yaml" with { type: "text" };

const files = (await sourceFiles("lib")).filter(({ path }) => !path.startsWith("lib/sandbox/"));

Deno.test("the rights of every task are those that the source says; deno task docs writes them", async () => {
  const text = await Deno.readTextFile(join(repository, "lib/infra/policies/task_rights.json"));
  assert.equal(text, JSON.stringify(await taskRights(tasks), null, 2) + "\n");
});

Deno.test("what a file declares holds every operation that it can send", async () => {
  const lacking = await Promise.all(
    files.filter(speaks).map(async (file) => {
      const declared = await declaredBy(file);
      const lacks = declared.length === 0 ? [] : sentActions(file).filter((action) => !declared.includes(action));
      return lacks.map((action) => `${file.path} sends ${action}`);
    }),
  );
  assert.deepEqual(lacking.flat(), []);
  const helpers = files.filter(({ path }) => path.startsWith("lib/aws/resources/"))
    .filter((file) => sentActions(file).length > 0);
  assert.ok(helpers.length > 5);
  for (const file of helpers) {
    assert.notDeepEqual(await declaredBy(file), [], `${file.path}: nobody declares what it sends`);
  }
});

/** What a file declares; for one that helps resources, what those declare. */
async function declaredBy(file: SourceFile): Promise<readonly string[]> {
  const own = await declarations(file);
  if (own.length > 0 || !file.path.startsWith("lib/aws/resources/")) return own;
  const users = files.filter(({ path, imports }) =>
    path.startsWith("lib/aws/resources/") && imports.some(({ target }) => target === file.path)
  );
  return (await Promise.all(users.map(declarations))).flat();
}

async function declarations(file: SourceFile): Promise<readonly string[]> {
  const { things, lists } = await declaredIn(file);
  return [...lists, ...things.flatMap(({ actions }) => Object.values(actions).flat())];
}

Deno.test("the scan sees commands, paginators and waiters, also where they are loaded late", () => {
  const text = `import { GetTopicAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
const { paginateListObjectsV2, HeadObjectCommand } = await import("@aws-sdk/client-s3");
const { waitUntilStackCreateComplete, DescribeBudgetCommand } = await import("@aws-sdk/client-budgets");`;
  assert.deepEqual(sentActions(sourceFile("lib/x.ts", text)).slice(0, 3), [
    "sns:GetTopicAttributes",
    "s3:ListBucket",
    "s3:GetObject",
  ]);
  const unknown = 'import { AbcCommand } from "@aws-sdk/client-braket";';
  assert.throws(() => sentActions(sourceFile("lib/x.ts", unknown)), /knows no service of braket/);
});

Deno.test("no SDK operation goes around the scan: commands are named where they are imported", () => {
  const hidden = files
    .filter(({ text }) => /import \* as \w+ from "@aws-sdk|(?:const|let) \w+ = await import\("@aws-sdk/.test(text));
  assert.deepEqual(hidden.map(({ path }) => path), []);
});

Deno.test("every type of a stack of ours has a row of what CloudFormation asks for, and no row is of a type nobody makes", () => {
  const network = parseTemplate(networkTemplate).resources.map(({ type }) => type);
  const made = [...new Set([...network, ...recordedTypes, ...recordedImageTypes])].sort();
  assert.deepEqual(Object.keys(stackTypes).sort(), made);
});

Deno.test("a task that changes something says what it does to which kinds, and nothing is said of others", () => {
  const changing = tasks.filter(({ permissions, isEverywhere }) => permissions !== "reading" && !isEverywhere);
  assert.deepEqual(Object.keys(taskVerbs).sort(), changing.map(({ name }) => name).sort());
});
