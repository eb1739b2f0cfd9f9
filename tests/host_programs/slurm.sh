# shellcheck shell=bash
# A one-node Slurm in the root of a node, sourced by what has jobs run on it.

# start_slurm CTLD_PORT SLURMD_PORT [LINE_OF_SLURM_CONF…]: returns when the node takes jobs.
start_slurm() {
  mkdir -p /etc/munge /run/munge /var/lib/munge /var/log/munge /var/spool/slurm/{ctld,d} /etc/slurm /home/slurm
  head -c 1024 /dev/urandom >/etc/munge/munge.key
  chmod 0400 /etc/munge/munge.key
  chmod 0700 /etc/munge /var/lib/munge /var/log/munge
  chmod 0755 /run/munge
  cat >/etc/slurm/slurm.conf <<END
ClusterName=demo
SlurmctldHost=node1(127.0.0.1)
SlurmctldPort=$1
SlurmdPort=$2
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
$(printf '%s\n' "${@:3}")
NodeName=node1 NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=i8 Nodes=node1 Default=YES MaxTime=INFINITE State=UP
END
  echo CgroupPlugin=cgroup/v1 >/etc/slurm/cgroup.conf
  munged --force >&2
  slurmctld
  slurmd -N node1
  patiently is_idle
}
patiently() { until "$@" >/dev/null 2>&1; do sleep 0.2; done; }
is_idle() { scontrol show node node1 | grep -q 'State=IDLE'; }
