/** What an error in the words of the AWS CLI amounts to, in the form that errors of the SDK have. */
export type CliError = {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
};

/** Errors of its own, that come before there is an answer, by the name that the SDK has for each. */
const own: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  {
    name: "CredentialsProviderError",
    pattern: new RegExp(
      [
        "Unable to locate credentials",
        "Partial credentials found",
        "config profile \\(.*\\) could not be found",
        "(?:retrieving|refreshing|loading) (?:SSO )?(?:token|credentials)",
        "(?:SSO session|token|credentials)\\b.*\\b(?:expired|invalid)",
        "Error when retrieving credentials",
      ].join("|"),
      "i",
    ),
  },
  {
    name: "NetworkingError",
    pattern: new RegExp(
      [
        "Could not connect to the endpoint URL",
        "(?:Connect|Read) timeout on endpoint URL",
        "Failed to connect to proxy",
        "Connection was closed before",
      ].join("|"),
      "i",
    ),
  },
  { name: "CERT_NOT_TRUSTED", pattern: /SSL validation failed|certificate[ _]verify[ _]failed/i },
];

/** The first error of AWS that a program of the AWS CLI has written; nothing where it shows none. */
export function cliError(output: string): CliError | undefined {
  for (const line of output.split("\n")) {
    const [, name, message] =
      /An error occurred \((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: *(.*)/.exec(line) ?? [];
    if (name !== undefined) return { name, message, $metadata: { httpStatusCode: Number(name) || undefined } };
    const known = own.find(({ pattern }) => pattern.test(line));
    if (known !== undefined) return { name: known.name, message: line.trim() };
  }
  return undefined;
}
