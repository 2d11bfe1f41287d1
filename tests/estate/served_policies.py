"""Reads about policies that moto lacks, or answers otherwise than AWS does."""

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


SERVED = {("backup", "GetBackupVaultAccessPolicy"): vault_policy}
EDITED = {("iam", "GetAccountAuthorizationDetails"): with_policies_in_use}
