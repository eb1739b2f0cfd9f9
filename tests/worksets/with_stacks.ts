import type { WorksetsHere } from "./worksets_here.ts";

/** As in the seed's file. */
export const cluster = "research-hg38-20240401";
export const template = '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}';

/** The stand-ins of `create` and `delete` make and remove a stack, with the tags that they are told, and end when it is done. */
export async function withStacks(world: WorksetsHere, before = ""): Promise<void> {
  const call = (action: string, more = "") =>
    `curl -s --fail-with-body "$AWS_ENDPOINT_URL/" -H 'Authorization: AWS4-HMAC-SHA256 ` +
    `Credential=x/20260101/us-west-2/cloudformation/aws4_request, SignedHeaders=host, Signature=0' ` +
    `-d Version=2010-05-15 -d StackName=${cluster} -d Action=${action} ${more}`;
  const tags = [
    'n=0; for word; do case "$word" in daylily:*=*) n=$((n+1))',
    'set -- "$@" --data-urlencode "Tags.member.$n.Key=${word%%=*}" --data-urlencode "Tags.member.$n.Value=${word#*=}";; esac; done',
    'while [ "$1" != --data-urlencode ]; do shift; done',
  ].join("\n");
  await world.behave(
    "create",
    [
      before,
      tags,
      `${call("CreateStack", `-d 'TemplateBody=${template}' "$@"`)} > /dev/null || exit 9`,
      `until ${call("DescribeStacks")} | grep -q CREATE_COMPLETE; do sleep 0.1; done`,
      "set -- create",
    ].join("\n"),
  );
  await world.behave(
    "delete",
    `${call("DeleteStack")} > /dev/null\nwhile ${call("DescribeStacks")} > /dev/null; do sleep 0.1; done`,
  );
}
