/** What every region's name looks like: us-west-2, us-gov-east-1. */
export const regionPattern = /^[a-z]{2}(-[a-z]+)+-\d+$/;
