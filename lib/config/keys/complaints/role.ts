export function role(value: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/.+$/.test(value)
    ? undefined
    : "must be the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME";
}
