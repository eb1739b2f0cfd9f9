#!/bin/bash
# A one-node Slurm on which two users run three overlapping jobs; after each beginning and end the tags are checked as cron does it.
# It prints what the lists say at each moment, and the accounting records at last.
set -euo pipefail
ctld_port=$1 d_port=$2
mkdir -p /etc/munge /run/munge /var/lib/munge /var/log/munge /var/spool/slurm/{ctld,d} /etc/slurm /home/slurm /etc/parallelcluster
head -c 1024 /dev/urandom >/etc/munge/munge.key
chmod 0400 /etc/munge/munge.key
chmod 0700 /etc/munge /var/lib/munge /var/log/munge
chmod 0755 /run/munge
cat >/etc/slurm/slurm.conf <<END
ClusterName=demo
SlurmctldHost=node1(127.0.0.1)
SlurmctldPort=$ctld_port
SlurmdPort=$d_port
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
StateSaveLocation=/var/spool/slurm/ctld
SlurmdSpoolDir=/var/spool/slurm/d
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
SlurmctldLogFile=/var/log/slurmctld.log
SlurmdLogFile=/var/log/slurmd.log
JobCompType=jobcomp/filetxt
JobCompLoc=/home/slurm/job_completions.txt
Prolog=/opt/slurm/etc/scripts/prolog.d/*
Epilog=/opt/slurm/etc/scripts/epilog.d/*
NodeName=node1 NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=i8 Nodes=node1 Default=YES MaxTime=INFINITE State=UP
END

echo CgroupPlugin=cgroup/v1 >/etc/slurm/cgroup.conf

# The node is wired by the genuine script; sbatch and srun of this machine make room for the wrapper.
mkdir -p /opt/slurm/bin
for name in sbatch srun scontrol squeue; do ln -s "/usr/bin/$name" "/opt/slurm/bin/$name"; done
mkdir -p /etc/sysctl.d
echo vm.nr_hugepages=2048 >/etc/sysctl.d/90-dayctl.conf
echo cfn_node_type=HeadNode >/etc/parallelcluster/cfnconfig
bash /work/node/boot.sh us-west-2 x-omics-analysis-us-west-2 >&2

munged --force >&2
slurmctld
slurmd -N node1
patiently() { until "$@" >/dev/null 2>&1; do sleep 0.2; done; }
is_idle() { scontrol show node node1 | grep -q 'State=IDLE'; }
patiently is_idle

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
