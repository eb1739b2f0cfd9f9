/** The settings of one section, by name. */
export type Settings = Readonly<Record<string, string>>;

/** A section that is meant as a profile, and that the SDK does not take for one. */
export type Misnamed = { readonly name: string; readonly why: string };

export type ParsedProfiles = {
  /** Sessions of IAM Identity Center, which profiles name with `sso_session`. */
  readonly sessions: ReadonlyMap<string, Settings>;
  readonly profiles: ReadonlyMap<string, Settings>;
  readonly misnamed: readonly Misnamed[];
};

/** Sections of the configuration file that hold other things than a profile. */
const otherKinds = ["sso-session", "services"];

/** What the SDK takes as a name in the configuration file, and what it reads no further at in the other one. */
const typed = /^([\w-]+)\s(["'])?([\w-@+.%:/]+)\2$/;

/**
 * The profiles of one of the two files, exactly those that the SDK reads, and beside them those that it passes over without a word.
 *
 * In the configuration file a section is called `[profile NAME]` (only `default` may stand alone), in the credentials file `[NAME]`.
 */
export function parseProfiles(text: string, file: "config" | "credentials"): ParsedProfiles {
  const profiles = new Map<string, Record<string, string>>();
  const sessions = new Map<string, Record<string, string>>();
  const misnamed: Misnamed[] = [];
  let section: Record<string, string> | undefined;
  let below = "";
  for (const line of text.split(/\r?\n/)) {
    // A mark at the beginning of the file counts as a blank, here and for the SDK.
    const content = line.split(/(^|\s)[;#]/)[0].trim();
    if (content.startsWith("[") && content.endsWith("]")) {
      const title = content.slice(1, -1);
      const read = file === "config" ? configured(title) : withKeys(title);
      [section, below] = [undefined, ""];
      if (read === undefined) continue;
      if ("why" in read) {
        misnamed.push(read);
        continue;
      }
      const known = "isSession" in read ? sessions : profiles;
      section = known.get(read.name) ?? {};
      known.set(read.name, section);
      continue;
    }
    // Nobody's heading: what follows belongs to the section before it, as the SDK has it.
    if (content.startsWith("[") && !content.includes("=")) misnamed.push(unended(content, file));
    const [name, value] = settingIn(content);
    if (section === undefined || name === "") continue;
    // A setting without a value begins a group; its members are indented.
    if (value === "") below = name;
    else {
      if (line.trimStart() === line) below = "";
      section[below === "" ? name : `${below}.${name}`] = value;
    }
  }
  return { profiles, sessions, misnamed: misnamed.filter(({ name }) => !profiles.has(name)) };
}

/** A heading with something behind its bracket, or without one. */
function unended(content: string, file: "config" | "credentials"): Misnamed {
  const title = content.slice(1).split("]")[0];
  const { name } = { name: unquoted(title.trim()), ...(file === "config" ? configured(title) : withKeys(title)) };
  return { name, why: `its heading ${content} does not end with a bracket, and nothing else may stand on that line` };
}

function settingIn(content: string): readonly [name: string, value: string] {
  const middle = content.indexOf("=");
  return middle < 1 ? ["", ""] : [content.slice(0, middle).trim(), content.slice(middle + 1).trim()];
}

type Title = { readonly name: string; readonly isSession?: true } | Misnamed | undefined;

function configured(title: string): Title {
  const [, kind, , name] = typed.exec(title) ?? [];
  if (kind === "profile") return { name };
  if (kind === "sso-session") return { name, isSession: true };
  if (title === "default") return { name: title };
  const words = title.trim();
  if (otherKinds.some((other) => words.startsWith(other)) || words === "preview" || words === "plugins") {
    return undefined;
  }
  const meant = unquoted(/^profile\s+(.*)$/i.exec(words)?.[1] ?? words);
  if (!words.startsWith("profile")) {
    return { name: meant, why: `its section there has to be called [profile ${meant}]` };
  }
  return { name: meant, why: whyNot(title, meant) };
}

function withKeys(title: string): Title {
  const name = unquoted(title.trim());
  // Two words are taken for a kind and a name, as in the configuration file, where this kind does not exist.
  const [, kind, , second] = typed.exec(title) ?? [];
  if (kind === "profile") return { name: second, why: `its section there has to be called [${second}]` };
  return kind !== undefined || name !== title ? { name, why: whyNot(title, name) } : { name };
}

function whyNot(title: string, name: string): string {
  const strange = /[^\w\-@+.%:/]/.exec(name)?.[0];
  if (strange === undefined) return `[${title}] has blanks or quotation marks where the AWS SDK expects none`;
  const what = /\s/.test(strange) ? "a blank" : JSON.stringify(strange);
  return `its name holds ${what}, and the AWS SDK takes letters, digits and _ - @ + . % : / only`;
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}
