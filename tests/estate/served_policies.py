"""Reads about identities and policies that moto lacks, or answers otherwise than AWS does."""

import time
import uuid

from wire import Refusal


def vault_policy(call, estate):
    """From the fill: policies by vault and region; one without a policy is refused, as in AWS."""
    name = call.params.get("BackupVaultName")
    policy = estate.documents.get((call.service, call.operation, call.region), {}).get(name)
    if policy is None:
        raise Refusal("ResourceNotFoundException", f"Backup vault {name} has no access policy")
    arn = f"arn:aws:backup:{call.region}:{estate.account}:backup-vault:{name}"
    return {"BackupVaultName": name, "BackupVaultArn": arn, "Policy": policy}


def with_policies_in_use(call, estate, document):
    """moto adds all of AWS's own policies, some 1400; here those that somebody has. And it leaves out their names."""
    document["Policies"] = [{**p, "PolicyName": name_of(p)} for p in document.get("Policies", []) if in_use(p)]
    return document


def in_use(policy):
    return not policy["Arn"].startswith("arn:aws:iam::aws:") or policy.get("AttachmentCount", 0) > 0


def name_of(policy):
    return policy["Arn"].rsplit("/", 1)[-1]


COLUMNS = (
    "user arn user_creation_time password_enabled password_last_used password_last_changed password_next_rotation mfa_active "
    "access_key_1_active access_key_1_last_rotated access_key_1_last_used_date access_key_1_last_used_region "
    "access_key_1_last_used_service access_key_2_active access_key_2_last_rotated access_key_2_last_used_date "
    "access_key_2_last_used_region access_key_2_last_used_service cert_1_active cert_1_last_rotated cert_2_active "
    "cert_2_last_rotated"
).split()


def credential_report(call, estate):
    """Of the root user alone: when it signed in is the fill's; moto's report has no such row."""
    used = estate.documents.get((call.service, call.operation))
    row = dict.fromkeys(COLUMNS, "N/A") | {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{estate.account}:root",
        "user_creation_time": estate.ago(2000).isoformat(),
        "password_enabled": "not_supported",
        "password_last_used": used.isoformat() if used else "no_information",
        "mfa_active": "true",
        **dict.fromkeys(("access_key_1_active", "access_key_2_active", "cert_1_active", "cert_2_active"), "false"),
    }
    lines = [",".join(COLUMNS), ",".join(row[name] for name in COLUMNS)]
    return {"Content": "\n".join(lines).encode(), "ReportFormat": "text/csv", "GeneratedTime": estate.now}


def last_accessed_job(call, estate):
    """Each time another job, for who asked; its answer is ready after a second, or when it is asked for again."""
    job = str(uuid.uuid4())
    estate.documents.setdefault(("iam", "jobs"), {})[job] = {"arn": call.params["Arn"], "ready": time.time() + 1, "asked": False, "by": call.access_key}
    return {"JobId": job}


def last_accessed(call, estate):
    """Of whoever it is: all of SERVICES, of which two were used lately and one long ago. 100 at a time, unless told otherwise."""
    job = estate.documents.get(("iam", "jobs"), {}).get(call.params["JobId"])
    if job is None or job["by"] != call.access_key:
        raise Refusal("NoSuchEntity", "The job is not known.", 404)
    times = {"JobCreationDate": estate.now}
    first, job["asked"] = not job["asked"], True
    if first and time.time() < job["ready"]:
        return {"JobStatus": "IN_PROGRESS", **times}
    used = {"ec2": 2, "s3": 5, "sqs": 200}
    entries = [service(estate, job["arn"], name, used.get(name)) for name in SERVICES]
    first = int(call.params.get("Marker") or 0)
    last = first + int(call.params.get("MaxItems") or 100)
    more = {"IsTruncated": True, "Marker": str(last)} if last < len(entries) else {"IsTruncated": False}
    done = {"JobStatus": "COMPLETED", "JobType": "SERVICE_LEVEL", **times, "JobCompletionDate": estate.now}
    return {**done, "ServicesLastAccessed": entries[first:last], **more}


SERVICES = "athena autoscaling cloudformation cloudwatch dynamodb ec2 ecs iam kms lambda logs rds s3 sns sqs sts".split()
SERVICES += [f"service{number:03}" for number in range(104)]


def service(estate, arn, name, days):
    entry = {"ServiceName": name.upper(), "ServiceNamespace": name, "TotalAuthenticatedEntities": 1 if days else 0}
    if days:
        entry.update(LastAuthenticated=estate.ago(days), LastAuthenticatedEntity=arn, LastAuthenticatedRegion="us-east-1")
    return entry


SERVED = {
    ("iam", "GenerateCredentialReport"): lambda call, estate: {"State": "COMPLETE"},
    ("iam", "GenerateServiceLastAccessedDetails"): last_accessed_job,
    ("iam", "GetServiceLastAccessedDetails"): last_accessed,
    ("backup", "GetBackupVaultAccessPolicy"): vault_policy,
    ("iam", "GetCredentialReport"): credential_report,
}
EDITED = {("iam", "GetAccountAuthorizationDetails"): with_policies_in_use}
