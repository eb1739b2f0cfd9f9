#!/bin/bash
# A one-node Slurm on which two users run three overlapping jobs; after each beginning and end the tags are checked as cron does it.
# It prints what the lists say at each moment, and the accounting records at last.
set -euo pipefail
# shellcheck source=tests/host_programs/slurm.sh
. /work/slurm.sh
mkdir -p /etc/parallelcluster

# The node is wired by the genuine script; sbatch and srun of this machine make room for the wrapper.
mkdir -p /opt/slurm/bin
for name in sbatch srun scontrol squeue; do ln -s "/usr/bin/$name" "/opt/slurm/bin/$name"; done
mkdir -p /etc/sysctl.d
echo vm.nr_hugepages=2048 >/etc/sysctl.d/90-dayctl.conf
echo cfn_node_type=HeadNode >/etc/parallelcluster/cfnconfig
bash /work/node/boot.sh us-west-2 x-omics-analysis-us-west-2 >&2

scripts=/opt/slurm/etc/scripts
start_slurm "$1" "$2" "Prolog=$scripts/prolog.d/*" "Epilog=$scripts/epilog.d/*"

# A job lasts until it is let go.
cat >/work/job.sh <<'END'
#!/bin/bash
touch "/work/begun-$1"
until [ -e "/work/go-$1" ]; do sleep 0.2; done
END
begin() { # USER NAME PROJECT
  (cd /tmp && exec setpriv --reuid="$1" --regid="$1" --clear-groups env HOME=/tmp \
    /opt/slurm/bin/sbatch -o /dev/null -n1 --comment "$3" /work/job.sh "$2") >&2
  patiently test -e "/work/begun-$2"
}
has_ended() { ! grep -qx "$1" /tmp/jobs/jobs_ids; }
end() { # NAME ID
  touch "/work/go-$1"
  patiently has_ended "$2"
}
moment() {
  /opt/slurm/sbin/check_tags.sh
  /opt/slurm/sbin/check_tags.sh
  echo "$1: $(paste -sd, /tmp/jobs/jobs_users) $(paste -sd, /tmp/jobs/jobs_ids) $(paste -sd, /tmp/jobs/jobs_projects)"
}
begin alice one first
moment "one begins"
begin bob two second
moment "two begins"
begin alice three first
moment "three begins"
end one 1
moment "one ends"
end two 2
moment "two ends"
end three 3
moment "three ends"
records() { [ "$(wc -l </home/slurm/job_completions.txt)" = 3 ]; }
patiently records
/opt/slurm/sbin/copy_job_records.sh
cat /fsx/logs/job_completions.txt
