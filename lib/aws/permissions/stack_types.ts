/** What CloudFormation asks for a thing of one type, in the name of whoever gave it the template. */
export type StackTypeActions = {
  /** To make it, to look whether it stands, and to change it. */
  readonly create: readonly string[];
  readonly remove: readonly string[];
};

/**
 * IAM actions by type of resource, of every type that stands in a template of ours or of ParallelCluster. CloudFormation acts with
 * the rights of its caller, and also takes back what it has made when a creation fails. A custom resource is asked over its
 * function or its topic, by CloudFormation as that caller.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html; compared with what
 * ParallelCluster's own cloudformation/policies/parallelcluster-policies.yaml allows whoever makes clusters
 */
export const stackTypes: Readonly<Record<string, StackTypeActions>> = {
  "AWS::CloudFormation::CustomResource": of("lambda", "InvokeFunction", "InvokeFunction"),
  "AWS::CloudFormation::Stack": of(
    "cloudformation",
    "CreateStack DescribeStackEvents DescribeStackResources DescribeStacks GetTemplate UpdateStack",
    "DeleteStack DescribeStacks",
  ),
  // Both are kept by CloudFormation itself.
  "AWS::CloudFormation::WaitCondition": { create: [], remove: [] },
  "AWS::CloudFormation::WaitConditionHandle": { create: [], remove: [] },
  "AWS::CloudWatch::Alarm": of(
    "cloudwatch",
    "DescribeAlarms PutMetricAlarm TagResource",
    "DeleteAlarms DescribeAlarms",
  ),
  "AWS::CloudWatch::CompositeAlarm": of(
    "cloudwatch",
    "DescribeAlarms PutCompositeAlarm TagResource",
    "DeleteAlarms DescribeAlarms",
  ),
  "AWS::CloudWatch::Dashboard": of("cloudwatch", "GetDashboard PutDashboard", "DeleteDashboards GetDashboard"),
  "AWS::DynamoDB::Table": of(
    "dynamodb",
    "CreateTable DescribeContinuousBackups DescribeTable ListTagsOfResource TagResource UpdateTable",
    "DeleteTable DescribeTable",
  ),
  "AWS::EC2::EIP": of("ec2", "AllocateAddress CreateTags DescribeAddresses", "DescribeAddresses ReleaseAddress"),
  "AWS::EC2::EIPAssociation": of("ec2", "AssociateAddress DescribeAddresses", "DescribeAddresses DisassociateAddress"),
  "AWS::EC2::Instance": of(
    "ec2",
    "CreateTags DescribeIamInstanceProfileAssociations DescribeInstanceAttribute DescribeInstanceCreditSpecifications " +
      "DescribeInstances DescribeLaunchTemplateVersions DescribeLaunchTemplates DescribeNetworkInterfaces " +
      "DescribeSecurityGroups DescribeSubnets DescribeVolumes DescribeVpcs ModifyInstanceAttribute RunInstances",
    "DescribeInstances DescribeInstanceAttribute ModifyInstanceAttribute TerminateInstances",
    ["iam:PassRole"],
  ),
  "AWS::EC2::InternetGateway": of(
    "ec2",
    "CreateInternetGateway CreateTags DescribeInternetGateways",
    "DeleteInternetGateway DescribeInternetGateways",
  ),
  "AWS::EC2::LaunchTemplate": of(
    "ec2",
    "CreateLaunchTemplate CreateLaunchTemplateVersion CreateTags DescribeLaunchTemplateVersions DescribeLaunchTemplates",
    "DeleteLaunchTemplate DescribeLaunchTemplates",
    ["iam:PassRole"],
  ),
  "AWS::EC2::NatGateway": of(
    "ec2",
    "CreateNatGateway CreateTags DescribeNatGateways",
    "DeleteNatGateway DescribeNatGateways",
  ),
  "AWS::EC2::NetworkInterface": of(
    "ec2",
    "CreateNetworkInterface CreateTags DescribeNetworkInterfaces ModifyNetworkInterfaceAttribute",
    "DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface",
  ),
  "AWS::EC2::Route": of("ec2", "CreateRoute DescribeRouteTables ReplaceRoute", "DeleteRoute DescribeRouteTables"),
  "AWS::EC2::RouteTable": of(
    "ec2",
    "CreateRouteTable CreateTags DescribeRouteTables",
    "DeleteRouteTable DescribeRouteTables",
  ),
  "AWS::EC2::SecurityGroup": of(
    "ec2",
    "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup CreateTags DescribeSecurityGroups " +
      "RevokeSecurityGroupEgress",
    "DeleteSecurityGroup DescribeSecurityGroups",
  ),
  "AWS::EC2::SecurityGroupEgress": of(
    "ec2",
    "AuthorizeSecurityGroupEgress DescribeSecurityGroupRules DescribeSecurityGroups RevokeSecurityGroupEgress",
    "DescribeSecurityGroupRules RevokeSecurityGroupEgress",
  ),
  "AWS::EC2::SecurityGroupIngress": of(
    "ec2",
    "AuthorizeSecurityGroupIngress DescribeSecurityGroupRules DescribeSecurityGroups",
    "DescribeSecurityGroupRules RevokeSecurityGroupIngress",
  ),
  "AWS::EC2::Subnet": of(
    "ec2",
    "CreateSubnet CreateTags DescribeSubnets ModifySubnetAttribute",
    "DeleteSubnet DescribeSubnets",
  ),
  "AWS::EC2::SubnetRouteTableAssociation": of(
    "ec2",
    "AssociateRouteTable DescribeRouteTables",
    "DescribeRouteTables DisassociateRouteTable",
  ),
  "AWS::EC2::VPC": of(
    "ec2",
    "CreateTags CreateVpc DescribeVpcAttribute DescribeVpcs ModifyVpcAttribute",
    "DeleteVpc DescribeVpcs",
  ),
  "AWS::EC2::VPCGatewayAttachment": of(
    "ec2",
    "AttachInternetGateway DescribeInternetGateways",
    "DescribeInternetGateways DetachInternetGateway",
  ),
  "AWS::FSx::FileSystem": of(
    "fsx",
    "CreateFileSystem DescribeFileSystems TagResource",
    "DeleteFileSystem DescribeFileSystems",
    [
      "iam:AttachRolePolicy",
      "iam:CreateServiceLinkedRole",
      "iam:PutRolePolicy",
      "s3:GetBucketLocation",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
    ],
  ),
  "AWS::IAM::InstanceProfile": of(
    "iam",
    "AddRoleToInstanceProfile CreateInstanceProfile GetInstanceProfile PassRole",
    "DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile",
  ),
  "AWS::IAM::ManagedPolicy": of(
    "iam",
    "CreatePolicy GetPolicy GetPolicyVersion",
    "DeletePolicy DeletePolicyVersion GetPolicy ListEntitiesForPolicy ListPolicyVersions",
  ),
  "AWS::IAM::Policy": of("iam", "GetRolePolicy PutRolePolicy", "DeleteRolePolicy GetRolePolicy"),
  "AWS::IAM::Role": of(
    "iam",
    "AttachRolePolicy CreateRole GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PutRolePolicy TagRole",
    "DeleteRole DeleteRolePolicy DetachRolePolicy GetRole ListAttachedRolePolicies ListInstanceProfilesForRole " +
      "ListRolePolicies",
  ),
  // Whoever builds the first image of an account also makes the role of the service.
  "AWS::ImageBuilder::Component": imageBuilder("Component"),
  "AWS::ImageBuilder::DistributionConfiguration": imageBuilder("DistributionConfiguration"),
  "AWS::ImageBuilder::Image": imageBuilder(
    "Image",
    "GetDistributionConfiguration GetImageRecipe GetInfrastructureConfiguration",
    "CancelImageCreation",
    ["ec2:DescribeImages", "iam:PassRole"],
  ),
  "AWS::ImageBuilder::ImageRecipe": imageBuilder("ImageRecipe", "GetComponent GetImage", "", ["ec2:DescribeImages"]),
  "AWS::ImageBuilder::InfrastructureConfiguration": imageBuilder("InfrastructureConfiguration", "", "", [
    "iam:GetInstanceProfile",
    "iam:PassRole",
    "sns:Publish",
  ]),
  "AWS::Lambda::Function": of(
    "lambda",
    "CreateFunction GetFunction GetFunctionConfiguration ListTags TagResource",
    "DeleteFunction GetFunction",
    ["iam:PassRole", "s3:GetObject"],
  ),
  "AWS::Lambda::Permission": of("lambda", "AddPermission GetPolicy", "GetPolicy RemovePermission"),
  "AWS::Logs::LogGroup": of(
    "logs",
    "CreateLogGroup DescribeLogGroups ListTagsForResource PutRetentionPolicy TagResource",
    "DeleteLogGroup DescribeLogGroups",
  ),
  "AWS::Logs::MetricFilter": of(
    "logs",
    "DescribeMetricFilters PutMetricFilter",
    "DeleteMetricFilter DescribeMetricFilters",
  ),
  "AWS::Route53::HostedZone": of(
    "route53",
    "AssociateVPCWithHostedZone ChangeTagsForResource CreateHostedZone GetChange GetHostedZone " +
      "ListQueryLoggingConfigs ListResourceRecordSets",
    "DeleteHostedZone GetChange GetHostedZone ListQueryLoggingConfigs ListResourceRecordSets",
    ["ec2:DescribeVpcs"],
  ),
  "AWS::SNS::Subscription": of(
    "sns",
    "GetSubscriptionAttributes ListSubscriptionsByTopic Subscribe",
    "GetSubscriptionAttributes Unsubscribe",
  ),
  "AWS::SNS::Topic": of(
    "sns",
    "CreateTopic GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes Subscribe TagResource",
    "DeleteTopic GetTopicAttributes ListSubscriptionsByTopic Unsubscribe",
  ),
};

/** A part of what an image is built with. @param more actions of its own, @param undo those of its removal */
function imageBuilder(part: string, more = "", undo = "", others: readonly string[] = []): StackTypeActions {
  return of(
    "imagebuilder",
    `Create${part} Get${part} TagResource ${more}`.trim(),
    `Delete${part} Get${part} ${undo}`.trim(),
    ["iam:CreateServiceLinkedRole", "iam:GetRole", ...others],
  );
}

/** @param others what making it needs of other services */
function of(service: string, create: string, remove: string, others: readonly string[] = []): StackTypeActions {
  const named = (names: string) => names.split(" ").map((name) => `${service}:${name}`);
  return { create: [...named(create), ...others], remove: named(remove) };
}
