//! AWS Backup: the reads.

use aws_sdk_backup::types::{BackupJobState, CopyJobState, RestoreJobStatus};

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("backup", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListBackupVaults", &[], &["backup:ListBackupVaults"], |c, _| drain(c.backup().list_backup_vaults().into_paginator().send())),
    S.single("DescribeBackupVault", &["BackupVaultName"], &["backup:DescribeBackupVault"], |c, p| once(c.backup().describe_backup_vault().set_backup_vault_name(p.text("BackupVaultName")).send())),
    S.single("GetBackupVaultAccessPolicy", &["BackupVaultName"], &["backup:GetBackupVaultAccessPolicy"], |c, p| once(c.backup().get_backup_vault_access_policy().set_backup_vault_name(p.text("BackupVaultName")).send())),
    S.single("GetBackupVaultNotifications", &["BackupVaultName"], &["backup:GetBackupVaultNotifications"], |c, p| once(c.backup().get_backup_vault_notifications().set_backup_vault_name(p.text("BackupVaultName")).send())),
    S.pages("ListBackupPlans", &[], &["backup:ListBackupPlans"], |c, _| drain(c.backup().list_backup_plans().into_paginator().send())),
    S.single("GetBackupPlan", &["BackupPlanId"], &["backup:GetBackupPlan"], |c, p| once(c.backup().get_backup_plan().set_backup_plan_id(p.text("BackupPlanId")).send())),
    S.pages("ListBackupSelections", &["BackupPlanId"], &["backup:ListBackupSelections"], |c, p| drain(c.backup().list_backup_selections().set_backup_plan_id(p.text("BackupPlanId")).into_paginator().send())),
    S.single("GetBackupSelection", &["BackupPlanId", "SelectionId"], &["backup:GetBackupSelection"], |c, p| once(c.backup().get_backup_selection().set_backup_plan_id(p.text("BackupPlanId")).set_selection_id(p.text("SelectionId")).send())),
    S.pages("ListProtectedResources", &[], &["backup:ListProtectedResources"], |c, _| drain(c.backup().list_protected_resources().into_paginator().send())),
    S.single("DescribeProtectedResource", &["ResourceArn"], &["backup:DescribeProtectedResource"], |c, p| once(c.backup().describe_protected_resource().set_resource_arn(p.text("ResourceArn")).send())),
    S.pages("ListRecoveryPointsByBackupVault", &["BackupVaultName"], &["backup:ListRecoveryPointsByBackupVault"], |c, p| drain(c.backup().list_recovery_points_by_backup_vault().set_backup_vault_name(p.text("BackupVaultName")).into_paginator().send())),
    S.pages("ListRecoveryPointsByResource", &["ResourceArn"], &["backup:ListRecoveryPointsByResource"], |c, p| drain(c.backup().list_recovery_points_by_resource().set_resource_arn(p.text("ResourceArn")).into_paginator().send())),
    S.pages("ListBackupJobs", &["ByState", "ByCreatedAfter"], &["backup:ListBackupJobs"], |c, p| drain(c.backup().list_backup_jobs().set_by_state(p.choice::<BackupJobState>("ByState")).set_by_created_after(p.time("ByCreatedAfter")).into_paginator().send())),
    S.pages("ListCopyJobs", &["ByState", "ByCreatedAfter"], &["backup:ListCopyJobs"], |c, p| drain(c.backup().list_copy_jobs().set_by_state(p.choice::<CopyJobState>("ByState")).set_by_created_after(p.time("ByCreatedAfter")).into_paginator().send())),
    S.pages("ListRestoreJobs", &["ByStatus", "ByCreatedAfter"], &["backup:ListRestoreJobs"], |c, p| drain(c.backup().list_restore_jobs().set_by_status(p.choice::<RestoreJobStatus>("ByStatus")).set_by_created_after(p.time("ByCreatedAfter")).into_paginator().send())),
    S.pages("ListReportPlans", &[], &["backup:ListReportPlans"], |c, _| drain(c.backup().list_report_plans().into_paginator().send())),
    S.pages("ListFrameworks", &[], &["backup:ListFrameworks"], |c, _| drain(c.backup().list_frameworks().into_paginator().send())),
    S.pages("ListRestoreTestingPlans", &[], &["backup:ListRestoreTestingPlans"], |c, _| drain(c.backup().list_restore_testing_plans().into_paginator().send())),
    S.single("DescribeRegionSettings", &[], &["backup:DescribeRegionSettings"], |c, _| once(c.backup().describe_region_settings().send())),
    S.single("DescribeGlobalSettings", &[], &["backup:DescribeGlobalSettings"], |c, _| once(c.backup().describe_global_settings().send())),
    S.pages("ListTags", &["ResourceArn"], &["backup:ListTags"], |c, p| drain(c.backup().list_tags().set_resource_arn(p.text("ResourceArn")).into_paginator().send())),
];
