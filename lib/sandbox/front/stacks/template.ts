import { parse, type ScalarTag } from "yaml";

/** A value in a template: plain, or an intrinsic function as an object with one key. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export type TemplateResource = {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: { readonly [name: string]: Value };
  /** Whether deleting the stack leaves it where it is. */
  readonly retained: boolean;
  /** Whether it exists only under a condition. */
  readonly conditional: boolean;
};

export type Template = {
  /** Default values; "" where there is none. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Each one after everything it mentions; wait conditions last, because they wait for all of it. */
  readonly resources: readonly TemplateResource[];
  /** In the order of the template. */
  readonly outputs: Readonly<Record<string, Value>>;
};

type Raw = {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Value }>>;
  readonly Resources?: Readonly<Record<string, RawResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value?: Value }>>;
};

type RawResource = {
  readonly Type?: string;
  readonly Properties?: { readonly [name: string]: Value };
  readonly DependsOn?: Value;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
};

/** The short forms that hold text; the others nest anyway. */
const shortForms: ScalarTag[] = ["Ref", "Sub", "GetAtt", "Condition"].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: text }),
}));

/** Reads a CloudFormation template in YAML or JSON, without checking it. */
export function parseTemplate(text: string): Template {
  const raw = (parse(text, { customTags: shortForms, logLevel: "silent" }) ?? {}) as Raw;
  const resources = Object.entries(raw.Resources ?? {});
  return {
    parameters: mapped(raw.Parameters ?? {}, ({ Default }) => Default === undefined ? "" : String(Default)),
    resources: inOrder(resources).map(([logicalId, resource]) => ({
      logicalId,
      type: resource.Type ?? "",
      properties: resource.Properties ?? {},
      retained: resource.DeletionPolicy === "Retain",
      conditional: resource.Condition !== undefined,
    })),
    outputs: mapped(raw.Outputs ?? {}, ({ Value }) => Value ?? ""),
  };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function inOrder(resources: [string, RawResource][]): [string, RawResource][] {
  const byName = new Map(resources);
  const done = new Set<string>();
  const ordered: [string, RawResource][] = [];
  const visit = (name: string) => {
    const resource = byName.get(name);
    if (resource === undefined || done.has(name)) return;
    done.add(name);
    for (const other of mentioned(resource, byName)) visit(other);
    ordered.push([name, resource]);
  };
  for (const [name] of resources) visit(name);
  const waits = ({ Type }: RawResource) => Type === "AWS::CloudFormation::WaitCondition";
  return [...ordered.filter(([, one]) => !waits(one)), ...ordered.filter(([, one]) => waits(one))];
}

/** Logical ids that stand anywhere in a resource: by themselves, before a dot, or in `${…}`. */
function mentioned(resource: RawResource, all: ReadonlyMap<string, unknown>): string[] {
  const words = texts([resource.Properties ?? null, resource.DependsOn ?? null])
    .flatMap((text) => [text, text.split(".")[0], ...[...text.matchAll(/\$\{([^}.]+)/g)].map(([, name]) => name)]);
  return [...new Set(words)].filter((word) => all.has(word));
}

/** All texts in a value, however deep. */
export function texts(value: Value): string[] {
  if (typeof value === "string") return [value];
  return value === null || typeof value !== "object" ? [] : Object.values(value).flatMap(texts);
}

/** What names in a template stand for: parameters, physical ids by logical id, pseudo parameters. */
export type Names = Readonly<Record<string, string>>;

/** The text of a value; functions other than `Ref`, `Fn::Sub` and `Fn::Join` become "". */
export function textIn(value: Value | undefined, names: Names): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (isList(value)) return value.map((part) => textIn(part, names)).join(",");
  if ("Ref" in value) return names[String(value.Ref)] ?? "";
  const sub = value["Fn::Sub"];
  if (typeof sub === "string") return sub.replace(/\$\{([^}]+)\}/g, (_, name: string) => names[name] ?? "");
  const join = value["Fn::Join"];
  if (isList(join) && isList(join[1])) return join[1].map((part) => textIn(part, names)).join(String(join[0]));
  return "";
}

export type Tag = { readonly Key: string; readonly Value: string };

/** The `Tags` of a resource. */
export function tagsIn(value: Value | undefined, names: Names): Tag[] {
  if (!isList(value)) return [];
  return value.map((tag) => {
    const { Key, Value } = tag as { readonly Key?: Value; readonly Value?: Value };
    return { Key: textIn(Key, names), Value: textIn(Value, names) };
  });
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
