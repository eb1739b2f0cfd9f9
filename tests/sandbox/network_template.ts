/** A network like the one of the product, for tests of the sandbox itself. */
export const networkTemplate = `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  EnvironmentName: { Type: String }
  VpcCIDR: { Type: String, Default: 10.0.0.0/16 }
  PublicSubnetCIDR: { Type: String, Default: 10.0.0.0/24 }
  PrivateSubnetCIDR: { Type: String, Default: 10.0.1.0/24 }
  AvailabilityZone: { Type: String, Default: us-west-2c }
  CreatePolicy: { Type: String, Default: "true", AllowedValues: ["true", "false"] }
Conditions:
  CreateIAMPolicy: !Equals [!Ref CreatePolicy, "true"]
Resources:
  pclusterManageTags:
    Type: AWS::IAM::ManagedPolicy
    Condition: CreateIAMPolicy
    DeletionPolicy: Retain
    Properties:
      ManagedPolicyName: pclusterTagsAndBudget
      Path: /
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: ["ec2:CreateTags"], Resource: "*" }
  VPC: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref VpcCIDR, EnableDnsSupport: true, EnableDnsHostnames: true, Tags: [{ Key: Name, Value: !Ref EnvironmentName }] } }
  InternetGateway: { Type: AWS::EC2::InternetGateway, Properties: { Tags: [{ Key: Name, Value: !Ref EnvironmentName }] } }
  InternetGatewayAttachment: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { InternetGatewayId: !Ref InternetGateway, VpcId: !Ref VPC } }
  PublicSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref VPC, AvailabilityZone: !Ref AvailabilityZone, CidrBlock: !Ref PublicSubnetCIDR, MapPublicIpOnLaunch: true, Tags: [{ Key: Name, Value: !Sub "\${EnvironmentName} Public Subnet" }] } }
  PrivateSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref VPC, AvailabilityZone: !Ref AvailabilityZone, CidrBlock: !Ref PrivateSubnetCIDR, MapPublicIpOnLaunch: false, Tags: [{ Key: Name, Value: !Sub "\${EnvironmentName} Private Subnet" }] } }
  NatGatewayEIP: { Type: AWS::EC2::EIP, DependsOn: InternetGatewayAttachment, Properties: { Domain: vpc } }
  NatGateway: { Type: AWS::EC2::NatGateway, Properties: { AllocationId: !GetAtt NatGatewayEIP.AllocationId, SubnetId: !Ref PublicSubnet } }
  PublicRouteTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref VPC, Tags: [{ Key: Name, Value: !Sub "\${EnvironmentName} Public Routes" }] } }
  DefaultPublicRoute: { Type: AWS::EC2::Route, DependsOn: InternetGatewayAttachment, Properties: { RouteTableId: !Ref PublicRouteTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref InternetGateway } }
  PublicSubnetRouteTableAssociation: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { RouteTableId: !Ref PublicRouteTable, SubnetId: !Ref PublicSubnet } }
  PrivateRouteTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref VPC, Tags: [{ Key: Name, Value: !Sub "\${EnvironmentName} Private Routes" }] } }
  DefaultPrivateRoute: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref PrivateRouteTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref NatGateway } }
  PrivateSubnetRouteTableAssociation: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { RouteTableId: !Ref PrivateRouteTable, SubnetId: !Ref PrivateSubnet } }
Outputs:
  VPC: { Value: !Ref VPC }
  PublicSubnets: { Value: !Ref PublicSubnet }
  PrivateSubnet: { Value: !Ref PrivateSubnet }
  PclusterPolicy: { Value: !If [CreateIAMPolicy, !Ref pclusterManageTags, "policy exists already"] }
`;
