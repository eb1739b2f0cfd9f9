/** Any word: which types there are is a question to AWS. */
export function instanceType(value: string): string | undefined {
  return /^\S+$/.test(value) ? undefined : "must be one word, such as r7i.2xlarge";
}
