import { DayError } from "../../host/errors/day_error.ts";
import { didYouMean } from "../../text/did_you_mean.ts";
import type { Catalogue } from "./catalogue.ts";
import type { CloneRequest } from "./clone_request.ts";

/** Where a clone comes from. */
export type CloneSource = {
  /** The key, or the address where it is in no catalogue. */
  readonly repository: string;
  /** To be tried in this order. */
  readonly urls: readonly [string, ...string[]];
  readonly ref: string | undefined;
  /** The name of the folder that holds the pipeline. */
  readonly folder: string;
};

const addresses = /^(?:https?|ssh|git|file):\/\/\S+$|^[\w.-]+@[\w.-]+:\S+$|^\/\S*$/;

/** @throws DayError DAY-USE-001 for a repository or a reference that cannot be meant */
export function cloneSource(
  catalogue: Catalogue,
  { repository: given, ref, transport }: Omit<CloneRequest, "place">,
): CloneSource {
  const repository = given ?? catalogue.defaultKey;
  if (repository === undefined) {
    throw new DayError("DAY-USE-001", "no repository is named, and the catalogue has no default", {
      fix: `name one with --repository: ${known(catalogue).join(", ")}`,
    });
  }
  refuseReference(ref);
  const entry = catalogue.repositories.get(repository);
  if (entry !== undefined) {
    const urls = transport === "ssh" ? [entry.sshUrl, entry.httpsUrl] : [entry.httpsUrl, entry.sshUrl];
    const [first, ...more] = urls.filter((url) => url !== "");
    if (first === undefined) throw new DayError("DAY-CFG-001", `the catalogue has no address for ${repository}`);
    const folder = nameIn(entry.relativePath);
    return { repository, urls: [first, ...more], ref: ref ?? entry.defaultRef, folder };
  }
  if (!addresses.test(repository) || /\p{Cc}/u.test(repository)) {
    const keys = known(catalogue);
    throw new DayError("DAY-USE-001", `there is no repository ${JSON.stringify(repository)}`, {
      fix: didYouMean(repository, keys) ?? `use an address, or one of ${keys.join(", ")}`,
    });
  }
  return { repository, urls: [repository], ref, folder: nameIn(repository) };
}

function known({ repositories }: Catalogue): readonly string[] {
  return [...repositories.keys()];
}

/** Git would take it for a flag, or for nothing at all. */
function refuseReference(ref: string | undefined): void {
  if (
    ref === undefined || (/^[^-\s~^:?*[\\][^\s~^:?*[\\]*$/.test(ref) && !ref.includes("..") && !/\p{Cc}/u.test(ref))
  ) return;
  throw new DayError("DAY-USE-001", `${JSON.stringify(ref)} is not a valid name of a branch or tag`, {
    fix: "name a branch or a tag of the repository",
  });
}

function nameIn(path: string): string {
  const name = path.replace(/\/+$/, "").split(/[/:]/).at(-1)?.replace(/\.git$/, "") ?? "";
  return /^[\w][\w.-]*$/.test(name) ? name : "repository";
}
