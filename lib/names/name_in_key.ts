/** The name in the key of a resource, which is `<account>/<region or global>/<name>`; a name may have slashes of its own. */
export function nameInKey(key: string): string {
  return key.split("/").slice(2).join("/");
}
