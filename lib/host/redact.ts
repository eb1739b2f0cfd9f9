/** Shapes of secrets, each with the part of it that may stay readable. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b((?:AKIA|ASIA)[A-Z0-9]{4})[A-Z0-9]{8,}\b/g, "$1…"],
  [
    /(aws_secret_access_key|aws_session_token|x-amz-security-token|secretaccesskey|sessiontoken)(["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi,
    "$1$2…",
  ],
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"]+/gi, "$1…"],
  [/\b(gh[pousr]_)[A-Za-z0-9]{10,}/g, "$1…"],
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, "-----$1…"],
  // A password may hold an @ that should have been escaped; proxies take it.
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)(?:[^\s/"]+|[^\s/@]+)@/gi, "$1…@"],
];

/** The text without keys, tokens, signatures and passwords: for logs and reports. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}
