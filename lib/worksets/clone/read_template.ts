import { didYouMean } from "../../text/did_you_mean.ts";
import { refuse } from "../contract/problem.ts";
import { readFields } from "../contract/read_fields.ts";
import type { CloneRequest } from "./clone_request.ts";

/** As it stands in the file. */
export type CloneTemplate = Partial<Omit<CloneRequest, "place">> & { readonly destination?: string };

const names = ["repository", "ref", "destination", "transport"];

/**
 * Reads the file behind `day-clone --template`: what a clone is, so that a workset names one file.
 *
 * @param file how the person named it
 * @throws DayError WS-CFG-001 with every problem
 */
export function readTemplate(text: string, file: string): CloneTemplate {
  const { document, read, problems } = readFields(text, file);
  if (!read.isSection("")) read.complain("", `must be a section of keys and values: ${names.join(", ")}`);
  for (const name of document.keys([]).filter((each) => !names.includes(each))) {
    const hint = didYouMean(name, names) ?? `known: ${names.join(", ")}`;
    problems.push({ code: "WS-CFG-001", file, at: document.atKey([name]), about: name, message: `unknown; ${hint}` });
  }
  const template = {
    repository: read.text("repository"),
    ref: read.text("ref"),
    destination: read.text("destination"),
    transport: read.choice<CloneRequest["transport"]>("transport", "https", "ssh"),
  };
  refuse(problems);
  return template;
}
