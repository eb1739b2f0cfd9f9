import { type StackTypeActions, stackTypes } from "../../lib/aws/permissions/stack_types.ts";
import { recordedCalls, recordedImageTypes, recordedTypes } from "../../lib/infra/policies/recorded_calls.ts";
import { actionNamed } from "../../lib/sandbox/front/actions.ts";
import { parseTemplate } from "../../lib/sandbox/front/stacks/template.ts";
import networkTemplate from "../../templates/network_stack.yaml" with { type: "text" };
import type { TaskRow } from "../../tasks/tasks.ts";
import { taskVerbs, type Verb } from "../../tools/task_verbs.ts";
import { type SourceFile, sourceFiles } from "./source_files.ts";

/** IAM actions that a task needs, each with what it needs them for. */
export type Rights = Readonly<Record<string, string>>;

/** Names of services in IAM, by the client of the SDK. */
const services: Readonly<Record<string, string>> = {
  "budgets": "budgets",
  "cloudformation": "cloudformation",
  "cloudwatch-logs": "logs",
  "cost-explorer": "ce",
  "dynamodb": "dynamodb",
  "ec2": "ec2",
  "fsx": "fsx",
  "iam": "iam",
  "pricing": "pricing",
  "s3": "s3",
  "scheduler": "scheduler",
  "service-quotas": "servicequotas",
  "sns": "sns",
  "ssm": "ssm",
  "sts": "sts",
};

/** The actions of every operation that a file can send: it takes commands and paginators out of the SDK by name. */
export function sentActions({ path, imports }: SourceFile): readonly string[] {
  const actions = imports.filter(({ typeOnly }) => !typeOnly).flatMap(({ target, names }) => {
    const client = /^@aws-sdk\/client-(.+)$/.exec(target)?.[1];
    if (client === undefined) return [];
    return names.flatMap((name) => {
      const operation = /^(\w+)Command$|^(?:paginate|waitUntil)([A-Z]\w+)$/.exec(name);
      if (operation === null) return [];
      if (!(client in services)) throw new Error(`${path}: tests/support/task_rights.ts knows no service of ${client}`);
      return [actionNamed(services[client], operation[1] ?? operation[2])];
    });
  });
  return [...new Set(actions)];
}

type Verbs = Readonly<Record<string, readonly string[]>>;
/** What a file says of itself: resources by kind and listers by service, each by verb; and lists of actions. */
export type Declared = {
  readonly things: readonly { readonly name: string; readonly kind: string; readonly actions: Verbs }[];
  readonly lists: readonly string[];
};

/** Reads what the module of a file exports. */
export async function declaredIn({ path }: Pick<SourceFile, "path">): Promise<Declared> {
  const module: Readonly<Record<string, unknown>> = await import(new URL(`../../${path}`, import.meta.url).href);
  const entries = Object.entries(module);
  const things = entries.flatMap(([name, value]) => {
    if (typeof value !== "object" || value === null || !("actions" in value)) return [];
    const { kind, service, actions } = value as { kind?: string; service?: string; actions: Verbs };
    return "remove" in actions ? [{ name, kind: kind ?? `audit of ${service}`, actions }] : [];
  });
  const lists = entries.filter(([name, value]) => /[a-z]Actions$/.test(name) && Array.isArray(value))
    .flatMap(([, value]) => value as readonly string[]);
  return { things, lists };
}

/** The rights of every task that speaks to AWS, as the source says. */
export async function taskRights(rows: readonly TaskRow[]): Promise<Readonly<Record<string, Rights>>> {
  const files = new Map((await sourceFiles("tasks", "lib")).map((file) => [file.path, file]));
  const rights: Record<string, Rights> = {};
  for (const row of rows.filter(({ isEverywhere }) => !isEverywhere)) {
    rights[row.name] = await rightsOf(row, reached(files, `tasks/${row.name}.ts`));
  }
  return rights;
}

/** Every file that a task can load, the rest of the sandbox's own left out. */
export function reached(files: ReadonlyMap<string, SourceFile>, first: string): readonly SourceFile[] {
  const paths = new Set([first]);
  for (const path of paths) {
    for (const { target, typeOnly } of files.get(path)?.imports ?? []) {
      if (!typeOnly && files.has(target) && !target.startsWith("lib/sandbox/")) paths.add(target);
    }
  }
  return [...paths].flatMap((path) => files.get(path) ?? []);
}

async function rightsOf(row: TaskRow, files: readonly SourceFile[]): Promise<Rights> {
  const verbs = verbsOf(row);
  const imported = new Set(files.flatMap(({ imports }) => imports.flatMap(namesIn)));
  const origins = new Map<string, Set<string>>();
  const note = (actions: readonly string[], origin: string) => {
    for (const action of actions) origins.set(action, (origins.get(action) ?? new Set()).add(origin));
  };
  for (const file of files.filter(({ path }) => path.startsWith("lib/"))) {
    const { things, lists } = speaks(file) ? await declaredIn(file) : { things: [], lists: [] };
    note(lists, titleOf(file.path));
    // A file of a resource is read by its verbs; one that only helps resources is theirs.
    const isHelper = /^lib\/aws\/(?:resources|objects)\//.test(file.path);
    if (things.length === 0 && !isHelper) note(sentActions(file), titleOf(file.path));
    // `networkStackFrom(template)` gives a resource as `networkStack` is one.
    const isTaken = (name: string) => [name, `${name}From`].some((one) => imported.has(`${file.path} ${one}`));
    for (const { kind, actions } of things.filter(({ name }) => isTaken(name))) {
      for (const verb of verbs(kind)) {
        const own = actions[verb] ?? (verb === "find" ? actions.list : undefined) ?? [];
        note(own, `${kind}, ${verb}`);
        noteStack(note, own, kind === "network-stack" ? networkTypes : recordedTypes);
      }
    }
  }
  noteTools(note, verbs("cluster"), imported);
  return Object.fromEntries(
    [...origins].sort(([a], [b]) => a < b ? -1 : 1).map(([a, from]) => [a, [...from].join("; ")]),
  );
}

type Note = (actions: readonly string[], origin: string) => void;

const networkTypes = [...new Set(parseTemplate(networkTemplate).resources.map(({ type }) => type))];

/** CloudFormation makes and removes with the rights of its caller, and takes back what it could not finish. */
function noteStack(note: Note, actions: readonly string[], types: readonly string[]): void {
  const begins = (operation: string) => actions.includes(`cloudformation:${operation}`);
  const makes = begins("CreateStack") || begins("UpdateStack");
  for (const type of types) {
    if (makes) note(typeActions(type).create, `CloudFormation, ${type}`);
    if (makes || begins("DeleteStack")) note(typeActions(type).remove, `CloudFormation, ${type}`);
  }
}

function typeActions(type: string): StackTypeActions {
  if (type in stackTypes) return stackTypes[type];
  throw new Error(`lib/aws/permissions/stack_types.ts has no row for ${type}`);
}

/** The programs that a task starts, by what is imported from where they are started. */
function noteTools(note: Note, verbs: readonly Verb[], imported: ReadonlySet<string>): void {
  const starts = ["runPcluster", "dryRun", "clusterStatus", "describeCluster", "headNodeAddress"];
  if (imported.has("lib/preflight/reference_gate.ts referenceGate")) tool(note, "daylily-omics-references verify");
  if (imported.has("lib/image/image_program.ts imageProgram")) {
    for (const command of ["build-image", "list-images", "list-official-images"]) tool(note, `pcluster ${command}`);
    noteStack(note, ["cloudformation:CreateStack"], recordedImageTypes);
  }
  if (!starts.some((name) => imported.has(`lib/cluster/pcluster/pcluster.ts ${name}`))) return;
  const commands = {
    find: ["describe-cluster", "describe-cluster-instances"],
    write: ["create-cluster"],
    remove: ["delete-cluster"],
  };
  for (const verb of verbs) for (const command of commands[verb]) tool(note, `pcluster ${command}`);
  if (verbs.includes("write")) noteStack(note, ["cloudformation:CreateStack"], recordedTypes);
  if (verbs.includes("remove")) noteStack(note, ["cloudformation:DeleteStack"], recordedTypes);
}

function tool(note: Note, command: string): void {
  note(recordedCalls[command] ?? [], command);
}

function verbsOf({ name, permissions }: TaskRow): (kind: string) => readonly Verb[] {
  if (permissions === "reading") return () => ["find"];
  const verbs = taskVerbs[name];
  if (verbs === undefined) throw new Error(`tools/task_verbs.ts has no row for the task ${name}, which changes things`);
  return (kind) => verbs[kind] ?? verbs["*"] ?? [];
}

/** Whether a file can have anything to do with AWS: only then is its module loaded. What is written from here is not read here. */
export function speaks({ path, text }: SourceFile): boolean {
  if (path.startsWith("lib/infra/policies/")) return false;
  return path.startsWith("lib/aws/resources/") || /@aws-sdk\/client-|\bactions\b|Actions\b/.test(text);
}

function namesIn({ target, names, typeOnly }: SourceFile["imports"][number]): readonly string[] {
  return typeOnly ? [] : names.map((name) => `${target} ${name}`);
}

/** What a person may know a file by. */
function titleOf(path: string): string {
  return path.replace(/^lib\/aws\/questions\/(\w+)\.ts$/, "question $1").replace(/^lib\//, "").replace(/\.ts$/, "");
}
