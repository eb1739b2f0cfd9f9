import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** What the program runs on. */
export type Machine = {
  /** As in `linux` and `x86_64`. */
  readonly os: string;
  readonly architecture: string;
  readonly deno: string;
  /** The version of the C library, where it is the one of GNU and its file says so. */
  readonly glibc?: string;
  /** The folder of the running program's code. */
  readonly programFolder: string;
};

/** This machine. */
export async function thisMachine(): Promise<Machine> {
  const { os, arch } = Deno.build;
  return {
    os,
    architecture: arch,
    deno: Deno.version.deno,
    glibc: await glibcVersion(arch),
    programFolder: fileURLToPath(new URL(".", import.meta.url)),
  };
}

/** Read from the library itself: there may be no program that tells. */
async function glibcVersion(arch: string): Promise<string | undefined> {
  const folders = [`/lib/${arch}-linux-gnu`, "/lib64", "/usr/lib64", "/lib", "/usr/lib"];
  for (const folder of folders) {
    const bytes = await readFile(`${folder}/libc.so.6`).catch(() => undefined);
    const [, version] = /GNU C Library .*? version (\d+\.\d+)/.exec(bytes?.toString("latin1") ?? "") ?? [];
    if (version !== undefined) return version;
  }
  return undefined;
}
