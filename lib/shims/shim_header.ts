import { sha256 } from "../host/sha256.ts";

/** What a shim says of itself in its first lines. */
export type ShimHeader = {
  /** The name that it was made for. */
  readonly name: string;
  /** Where the script is kept that stood there before, below the folder of the scripts. */
  readonly original?: string;
};

/** What a file says: a shim as it was made, one that was changed afterwards, or none at all. */
export type ReadShim = ({ readonly is: "shim" } & ShimHeader) | { readonly is: "changed" } | { readonly is: "none" };

const firstLine = /^(#!.*\n)# dayctl-shim ([0-9a-f]{64})\n/;
const headerLine = /^# replaces (\S+), original (\S+)\n/m;

/** A shim out of its parts, all but the header in the language of the interpreter. It carries a sum by which it knows itself again. */
export async function withHeader(interpreter: string, { name, original }: ShimHeader, body: string): Promise<string> {
  const start = `#!${interpreter}\n`;
  const rest = `# replaces ${name}, original ${original ?? "none"}\n${body}`;
  return `${start}# dayctl-shim ${await sha256(start + rest)}\n${rest}`;
}

/** Reads what stands in the place of a script. */
export async function readShim(text: string): Promise<ReadShim> {
  const [whole, start, sum] = firstLine.exec(text) ?? [];
  if (whole === undefined) return { is: "none" };
  const rest = text.slice(whole.length);
  const [, name, original] = headerLine.exec(rest) ?? [];
  if (name === undefined || await sha256(start + rest) !== sum) return { is: "changed" };
  return { is: "shim", name, original: original === "none" ? undefined : original };
}
