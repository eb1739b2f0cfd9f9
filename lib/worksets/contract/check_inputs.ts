import { atOnce } from "../../host/at_once.ts";
import { type S3Address, s3Uri } from "../../names/s3_address.ts";
import { type Input, inputProblem } from "./input.ts";
import type { Problem } from "./problem.ts";

/** Looks for what a manifest leads to. What cannot be told for now is thrown, so that nobody takes it for missing. */
export type InputDeps = {
  /** One request each; `prefix`: whether anything stands below it. */
  lookAt(is: "object" | "prefix", address: S3Address): Promise<"there" | "missing" | "denied">;
  /** The status of the answer. */
  lookAtPage(url: string): Promise<number>;
  /** Whether a path below the workset, or one of this host, leads to a file or a folder. */
  stands(path: string, is: "file" | "folder"): Promise<boolean>;
};

/** What was found, and what is worth saying. */
export type CheckedInputs = { readonly problems: readonly Problem[]; readonly notes: readonly string[] };

/** Requests that may be under way at the same time. */
const most = 32;

/** Looks at everything that a manifest leads to, at each of them once. */
export async function checkInputs(deps: InputDeps, file: string, inputs: readonly Input[]): Promise<CheckedInputs> {
  const byTarget = Object.values(Object.groupBy(inputs, ({ target }) => JSON.stringify(target))).map((each) =>
    each ?? []
  );
  const found = await atOnce(most, byTarget, ([{ target }]) => judge(deps, target));
  const notes = found.filter((each) => typeof each === "string");
  const problems = byTarget.flatMap((group, index) => {
    const verdict = found[index];
    if (verdict === undefined || typeof verdict === "string") return [];
    return group.map((input) => inputProblem(file, input, verdict.code, verdict.message));
  });
  return { problems, notes };
}

async function judge(deps: InputDeps, target: Input["target"]) {
  switch (target.is) {
    case "object":
    case "prefix": {
      const seen = await deps.lookAt(target.is, target.address);
      return seen === "there" ? undefined : judgeObject(seen, target.is, target.address);
    }
    case "web": {
      const status = await deps.lookAtPage(target.url);
      if (status >= 200 && status < 300) return undefined;
      return { code: "WS-DAT-002" as const, message: `${target.url} answers ${status}` };
    }
    case "headnode":
      return `${target.path} is assumed to exist on the head node and is not checked`;
    case "nonsense":
      return { code: "WS-CFG-001" as const, message: target.message };
    case "file":
    case "folder":
      if (await deps.stands(target.path, target.is)) return undefined;
      return { code: "WS-DAT-002" as const, message: `there is no ${target.is} ${target.path} in the workset` };
  }
}

/** What is wrong with something in a bucket. */
export function judgeObject(seen: "missing" | "denied", is: "object" | "prefix", address: S3Address) {
  const uri = s3Uri(address);
  if (seen === "denied") return { code: "WS-AWS-002" as const, message: `permission to read ${uri} was denied` };
  const what = is === "prefix" ? "object below" : "object";
  return { code: "WS-DAT-002" as const, message: `there is no ${what} ${uri}` };
}
