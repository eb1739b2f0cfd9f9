import { getCACertificates, rootCertificates } from "node:tls";
import { join, resolve } from "node:path";
import { cacheFolder } from "../cache_folder.ts";
import type { Environment } from "../environment.ts";
import { DayError } from "../errors/day_error.ts";
import { reasonOf } from "../errors/reason_of.ts";
import type { Files } from "../files.ts";
import { sha256 } from "../sha256.ts";

/** A file with certificates, and where it is named, as in `AWS_CA_BUNDLE`. */
export type CaBundle = { readonly name: string; readonly path: string };

export type CertificatesOptions = {
  readonly environment: Environment;
  readonly files: Files;
  /** `ca_bundle` of the profile, which counts where there is no `AWS_CA_BUNDLE`. */
  readonly profileBundle?: () => Promise<CaBundle | undefined>;
};

/** Whom https trusts. */
export type Certificates = {
  /**
   * The authorities, where files name some: those that the runtime brings, and those of all files.
   *
   * @throws DayError DAY-NET-001 when the file of `AWS_CA_BUNDLE` or `ca_bundle` holds none: no tool of AWS works then
   */
  authorities(): Promise<readonly string[] | undefined>;
  /** What else the user named and cannot be read, for whoever explains a certificate that was not trusted. */
  unread(): Promise<readonly string[]>;
  /** Makes other programs trust the same authorities; may write a file into the cache. */
  variables(): Promise<Readonly<Record<string, string>>>;
};

/**
 * Reads the files of `AWS_CA_BUNDLE` (or `ca_bundle` of the profile), `NODE_EXTRA_CA_CERTS` and `DENO_CERT`, once and not before they
 * are needed: over plain http nobody asks.
 */
export function certificatesOf(options: CertificatesOptions): Certificates {
  let reading: Promise<readonly Source[]> | undefined;
  const sources = () => reading ??= read(options);
  return {
    async authorities() {
      const all = await sources();
      for (const { name, path, problem, required } of all) if (required && problem) throw unusable(name, path, problem);
      const texts = all.flatMap(({ text }) => text ?? []);
      return texts.length === 0 ? undefined : [...ofTheRuntime(options.environment), ...texts];
    },
    async unread() {
      return (await sources()).flatMap(({ name, path, problem }) =>
        problem ? [`${name} names ${path}, ${problem}`] : []
      );
    },
    async variables(): Promise<Record<string, string>> {
      const usable = (await sources()).filter(({ text }) => text !== undefined);
      if (usable.length === 0) return {};
      // Whoever names one file for the tools of AWS gets that one.
      const [{ path, required }] = usable;
      const bundle = usable.length === 1 && required ? path : await together(options, usable);
      return { AWS_CA_BUNDLE: bundle, REQUESTS_CA_BUNDLE: options.environment.get("REQUESTS_CA_BUNDLE") ?? bundle };
    },
  };
}

type Source = CaBundle & {
  /** Node and Deno go on without their files, the tools of AWS do not. */
  readonly required: boolean;
  readonly text?: string;
  /** Why there is no text, to follow "which names FILE,". */
  readonly problem?: string;
};

async function read({ environment, files, profileBundle }: CertificatesOptions): Promise<readonly Source[]> {
  const named = (name: string): CaBundle | undefined => {
    const path = environment.get(name);
    return path === undefined ? undefined : { name, path };
  };
  const candidates = [
    { ...(named("AWS_CA_BUNDLE") ?? await profileBundle?.()), required: true },
    ...["NODE_EXTRA_CA_CERTS", "DENO_CERT"].map((name) => ({ ...named(name), required: false })),
  ];
  const seen = new Set<string>();
  const sources: Source[] = [];
  for (const { name, path: written, required } of candidates) {
    if (name === undefined || written === undefined) continue;
    const path = resolve(environment.folder, written.replace(/^~(?=\/)/, environment.home));
    if (seen.has(path)) continue;
    seen.add(path);
    sources.push({ name, path, required, ...await contentOf(files, path) });
  }
  return sources;
}

async function contentOf(files: Files, path: string): Promise<Pick<Source, "text" | "problem">> {
  try {
    const text = await files.readText(path);
    return /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)
      ? { text }
      : { problem: "which holds no certificate (PEM is expected)" };
  } catch (error) {
    return { problem: `which cannot be read: ${reasonOf(error)}` };
  }
}

function unusable(name: string, path: string, problem: string): DayError {
  return new DayError("DAY-NET-001", `${name} names ${path}, ${problem}`, {
    fix: `correct ${name}, or remove it, then run the command again`,
  });
}

/** Named authorities take the place of the runtime's own, which therefore are named with them. */
function ofTheRuntime(environment: Environment): readonly string[] {
  const stores = (environment.get("DENO_TLS_CA_STORE") ?? "mozilla").split(",").map((store) => store.trim());
  return [
    ...stores.includes("mozilla") ? rootCertificates : [],
    ...stores.includes("system") ? getCACertificates("system") : [],
  ];
}

/** One file for programs that know only one. Its name tells its content, so that it is written once. */
async function together({ environment, files }: CertificatesOptions, sources: readonly Source[]): Promise<string> {
  const text = [...ofTheRuntime(environment), ...sources.map(({ text }) => text)].join("\n");
  const path = join(cacheFolder(environment), "certificates", `${(await sha256(text)).slice(0, 16)}.pem`);
  if (await files.stat(path) === undefined) {
    await files.ensureFolder(join(path, ".."));
    await files.replace(path, text);
  }
  return path;
}
