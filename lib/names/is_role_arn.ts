/** Whether the text has the shape of an IAM role's ARN. */
export function isRoleArn(text: string): boolean {
  return /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@\/-]+$/.test(text);
}
