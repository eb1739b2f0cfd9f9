import type { Environment } from "../environment.ts";
import { DayError } from "../errors/day_error.ts";

/** Where a request goes; protocol as in `https:`. */
export type Address = { readonly protocol: string; readonly hostname: string; readonly port?: number | string };

/** The proxies of the user's environment. */
export type Proxies = {
  /**
   * The address of the proxy on the way to this address; nothing where there is none.
   *
   * @throws DayError DAY-NET-002 for a variable whose value is no address of a proxy
   */
  on(address: Address): string | undefined;
  /** The same for other programs: both spellings, and what `NO_PROXY` says in a form that they all understand. */
  readonly variables: Readonly<Record<string, string>>;
};

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. The lower-case spelling goes before the upper-case one, as with curl and Python.
 *
 * `NO_PROXY` is a list with commas or blanks of hosts that are reached straight: a name stands for itself and for all names below
 * it, also with `.` or `*.` before it; a port behind it makes it count for that port only; `*` stands for all.
 */
export function proxiesOf(environment: Pick<Environment, "get">): Proxies {
  const get = (name: string) => (environment.get(name.toLowerCase()) ?? environment.get(name))?.trim() || undefined;
  const straight = (get("NO_PROXY") ?? "").split(/[\s,]+/).filter(Boolean).map(exceptionOf);
  return {
    on(address) {
      const name = address.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
      const value = get(name);
      return value === undefined || straight.some((each) => covers(each, address))
        ? undefined
        : proxyAddress(name, value);
    },
    variables: Object.fromEntries(
      [
        ["HTTPS_PROXY", withScheme(get("HTTPS_PROXY"))],
        ["HTTP_PROXY", withScheme(get("HTTP_PROXY"))],
        ["NO_PROXY", forPrograms(straight)],
      ]
        .flatMap(([name, value]) => name && value ? [[name, value], [name.toLowerCase(), value]] : []),
    ),
  };
}

/** A host, with all names below it, that no proxy stands before. */
type Exception = { readonly host: string; readonly port?: string };

function exceptionOf(text: string): Exception {
  // An IPv6 address without brackets has no port.
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [text, text];
  return { host: host === "*" ? host : plainHost(host).replace(/^\*?\./, ""), port };
}

function covers({ host, port }: Exception, address: Address): boolean {
  const name = plainHost(address.hostname);
  const usual = address.protocol === "https:" ? "443" : "80";
  if (port !== undefined && port !== String(address.port || usual)) return false;
  return host === "*" || name === host || name.endsWith(`.${host}`);
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
}

/** Python knows `*` only alone, and no port that goes without saying. */
function forPrograms(exceptions: readonly Exception[]): string {
  if (exceptions.some(({ host, port }) => host === "*" && port === undefined)) return "*";
  return exceptions.map(({ host, port }) => port === undefined || port === "443" ? host : `${host}:${port}`).join(",");
}

/** Most programs allow it to be left out. */
function withScheme<T extends string | undefined>(value: T): T | string {
  return value === undefined || value.includes("://") ? value : `http://${value}`;
}

/** The value is not repeated in the error: it may hold a password. */
function proxyAddress(name: string, value: string): string {
  const text = withScheme(value);
  const url = URL.parse(text);
  const refuse = (why: string) => {
    throw new DayError("DAY-NET-002", `${name} is no address of a proxy that can be used: ${why}`, {
      fix:
        `set ${name} to http://HOST:PORT, with USER:PASSWORD@ before HOST where the proxy asks for them, or unset it`,
    });
  };
  // Half of http:// is read as a host of that name.
  if (url === null || ["", "http", "https"].includes(url.hostname)) return refuse("it names no host");
  if (!["http:", "https:"].includes(url.protocol)) return refuse(`${url.protocol.slice(0, -1)} is not supported`);
  if (url.protocol === "https:" && /^[\d.]+$|^\[/.test(url.hostname)) return refuse("https needs a host with a name");
  if (!isDecodable(url.username + url.password)) return refuse("write % in user and password as %25");
  return text;
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
