/** What a person calls a kind of resource, where its name in records and JSON is not that. */
export const kindWords: Readonly<Record<string, string | undefined>> = {
  "expiry-role": "role",
  "file-system": "file system",
  "managed-policy": "policy",
  "network-stack": "network",
  "scheduler-role": "role",
  "tags-table-line": "budget users",
};
