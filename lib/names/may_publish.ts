import type { Json } from "../host/json.ts";

/** Whether a policy document lets its holder publish to a topic, as far as its plain statements say. */
export function mayPublish(document: Json, topicArn: string): boolean {
  const statements = fieldOf(document, "Statement");
  return listOf(statements).some((statement) =>
    fieldOf(statement, "Effect") === "Allow" &&
    listOf(fieldOf(statement, "Action")).some((action) => fits(action, "sns:Publish")) &&
    listOf(fieldOf(statement, "Resource")).some((resource) => fits(resource, topicArn))
  );
}

function fieldOf(value: Json, name: string): Json {
  if (typeof value !== "object" || value === null || !(name in value)) return null;
  return (value as { readonly [field: string]: Json })[name];
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : value === null ? [] : [value];
}

/** `*` stands for any text, `?` for one character. */
function fits(pattern: Json, text: string): boolean {
  if (typeof pattern !== "string") return false;
  const form = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${form}$`).test(text);
}
