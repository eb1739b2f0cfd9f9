#!/bin/bash
# From cron on the head node: the budgets of the account, for the job wrapper. ParallelCluster lets nobody but root and the
# administrator's account ask a head node for credentials, so whoever else submits jobs cannot look for a figure.
set -euo pipefail
export PATH="/usr/local/bin:/usr/bin:/bin" LC_ALL=C AWS_DEFAULT_REGION=us-east-1

cluster=/opt/parallelcluster/shared/cluster-config.yaml
to=/opt/slurm/etc/dayctl_budgets.tsv
region=$(sed -n 's/^cfn_region=//p' /etc/parallelcluster/cfnconfig | tr -d "\"'")
[ -z "$region" ] || AWS_DEFAULT_REGION=$region
# Nobody asks for them where no budget is enforced.
grep -A 1 -e '- Key: aws-parallelcluster-enforce-budget$' "$cluster" | grep -q '^ *Value: *["'\'']\{0,1\}enforce["'\'']\{0,1\}$' || exit 0

account=$(aws sts get-caller-identity --query Account --output text)
new=$(mktemp "$to.XXXXXX")
trap 'rm -f "$new"' EXIT
aws budgets describe-budgets --account-id "$account" --output text \
  --query 'Budgets[].[BudgetName, BudgetLimit.Amount, CalculatedSpend.ActualSpend.Amount, LastUpdatedTime]' >"$new"
chmod 0644 "$new"
mv -f "$new" "$to"
