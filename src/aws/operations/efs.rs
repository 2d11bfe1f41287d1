//! EFS: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("efs", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeFileSystems", &["FileSystemId"], &["elasticfilesystem:DescribeFileSystems"], |c, p| drain(c.efs().describe_file_systems().set_file_system_id(p.text("FileSystemId")).into_paginator().send())),
    S.single("DescribeFileSystemPolicy", &["FileSystemId"], &["elasticfilesystem:DescribeFileSystemPolicy"], |c, p| once(c.efs().describe_file_system_policy().set_file_system_id(p.text("FileSystemId")).send())),
    S.single("DescribeBackupPolicy", &["FileSystemId"], &["elasticfilesystem:DescribeBackupPolicy"], |c, p| once(c.efs().describe_backup_policy().set_file_system_id(p.text("FileSystemId")).send())),
    S.single("DescribeLifecycleConfiguration", &["FileSystemId"], &["elasticfilesystem:DescribeLifecycleConfiguration"], |c, p| once(c.efs().describe_lifecycle_configuration().set_file_system_id(p.text("FileSystemId")).send())),
    S.pages("DescribeMountTargets", &["FileSystemId", "MountTargetId"], &["elasticfilesystem:DescribeMountTargets"], |c, p| drain(c.efs().describe_mount_targets().set_file_system_id(p.text("FileSystemId")).set_mount_target_id(p.text("MountTargetId")).into_paginator().send())),
    S.single("DescribeMountTargetSecurityGroups", &["MountTargetId"], &["elasticfilesystem:DescribeMountTargetSecurityGroups"], |c, p| once(c.efs().describe_mount_target_security_groups().set_mount_target_id(p.text("MountTargetId")).send())),
    S.pages("DescribeAccessPoints", &["AccessPointId", "FileSystemId"], &["elasticfilesystem:DescribeAccessPoints"], |c, p| drain(c.efs().describe_access_points().set_access_point_id(p.text("AccessPointId")).set_file_system_id(p.text("FileSystemId")).into_paginator().send())),
    S.pages("DescribeReplicationConfigurations", &["FileSystemId"], &["elasticfilesystem:DescribeReplicationConfigurations"], |c, p| drain(c.efs().describe_replication_configurations().set_file_system_id(p.text("FileSystemId")).into_paginator().send())),
    S.pages("ListTagsForResource", &["ResourceId"], &["elasticfilesystem:ListTagsForResource"], |c, p| drain(c.efs().list_tags_for_resource().set_resource_id(p.text("ResourceId")).into_paginator().send())),
];
