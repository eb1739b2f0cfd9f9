/** Any word (spec/create-cluster.md 2.8, A3): which types there are is a question to AWS. */
export function instanceType(value: string): string | undefined {
  return /^\S+$/.test(value) ? undefined : "must be one word, such as r7i.2xlarge";
}
