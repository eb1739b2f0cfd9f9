import { type Fact, journalVersion } from "../../lib/state/journal/facts.ts";

/** The account of all test runs. */
export const account = "123456789012";

/** How the journal of a run of `create` begins: first fact and caller. */
export function begun(subject: string, id: string, region = "us-west-2"): readonly Fact[] {
  return [
    {
      fact: "run",
      schema_version: journalVersion,
      operation: "create",
      subject,
      region,
      profile: "p",
      run_id: id,
      tool_version: "1",
      request: {},
    },
    { fact: "caller", account, arn: `arn:aws:iam::${account}:user/tester` },
  ];
}
