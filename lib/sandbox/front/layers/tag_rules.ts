import type { Json } from "../../../host/json.ts";
import { mostTags, tagComplaint } from "../../../names/tag_rules.ts";
import type { Call } from "../call.ts";
import { textOf, unescapeXml } from "../../emulator/xml.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";

/** Refuses tags that AWS refuses, wherever tags are accepted; the emulator takes most of them. EC2 takes every character. */
export const tagRules: Layer = async (call, next) => {
  const complaint = call.mutating && call.service !== "ec2" ? complaintAbout(tagsIn(call)) : undefined;
  return complaint === undefined ? await next(call) : errorAnswer(call, 400, codeOf(call), complaint);
};

function complaintAbout(tags: readonly (readonly [key: string, value: string])[]): string | undefined {
  if (tags.length > mostTags) return `there can be at most ${mostTags} tags`;
  return tags.map(([key, value]) => tagComplaint(key, value)).find((each) => each !== undefined);
}

function tagsIn(call: Call): readonly (readonly [key: string, value: string])[] {
  const { protocol, operation, parameters, body } = call;
  if (protocol === "query") return queryTags(parameters);
  if (protocol === "s3") return operation.endsWith("Tagging") ? xmlTags(new TextDecoder().decode(body)) : [];
  return ["Tags", "ResourceTags", "TagList"].flatMap((name) => documentTags(parameters[name]));
}

/** `Tags.member.1.Key=a&Tags.member.1.Value=b` */
function queryTags(parameters: Call["parameters"]): readonly (readonly [string, string])[] {
  return Object.entries(parameters).flatMap(([name, key]) => {
    const [, member] = /^(Tags\.member\.\d+)\.Key$/.exec(name) ?? [];
    return member === undefined ? [] : [[String(key), String(parameters[`${member}.Value`] ?? "")] as const];
  });
}

/** A list of keys and values, or an object. */
function documentTags(tags: Json | undefined): readonly (readonly [string, string])[] {
  if (Array.isArray(tags)) {
    return tags.flatMap((tag: Json) => {
      const { Key, Value = "" } = (tag ?? {}) as { readonly Key?: Json; readonly Value?: Json };
      return Key === undefined ? [] : [[String(Key), String(Value)] as const];
    });
  }
  return typeof tags === "object" && tags !== null
    ? Object.entries(tags).map(([key, value]) => [key, String(value)] as const)
    : [];
}

/** `<Tag><Key>a</Key><Value>b</Value></Tag>` */
function xmlTags(body: string): readonly (readonly [string, string])[] {
  return [...body.matchAll(/<Tag>(.*?)<\/Tag>/gs)].map(([, tag]) =>
    [unescapeXml(textOf(tag, "Key") ?? ""), unescapeXml(textOf(tag, "Value") ?? "")] as const
  );
}

/** What the service calls an input that it does not take. */
function codeOf({ service, protocol }: Call): string {
  if (service === "sns") return "InvalidParameter";
  if (service === "budgets") return "InvalidParameterException";
  if (protocol === "s3") return "InvalidTag";
  return protocol === "query" ? "ValidationError" : "ValidationException";
}
