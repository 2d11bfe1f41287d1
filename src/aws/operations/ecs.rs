//! ECS: the reads.

use aws_sdk_ecs::types::{
    CapacityProviderField, ClusterField, ContainerInstanceField, DesiredStatus, ServiceField, SettingName, SortOrder,
    TaskDefinitionFamilyStatus, TaskDefinitionField, TaskDefinitionStatus, TaskField,
};

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("ecs", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListClusters", &[], &["ecs:ListClusters"], |c, _| drain(c.ecs().list_clusters().into_paginator().send())),
    S.single("DescribeClusters", &["clusters", "include"], &["ecs:DescribeClusters"], |c, p| once(c.ecs().describe_clusters().set_clusters(p.texts("clusters")).set_include(p.choices::<ClusterField>("include")).send())),
    S.pages("ListServices", &["cluster"], &["ecs:ListServices"], |c, p| drain(c.ecs().list_services().set_cluster(p.text("cluster")).into_paginator().send())),
    S.single("DescribeServices", &["cluster", "services", "include"], &["ecs:DescribeServices"], |c, p| once(c.ecs().describe_services().set_cluster(p.text("cluster")).set_services(p.texts("services")).set_include(p.choices::<ServiceField>("include")).send())),
    S.pages("ListTaskDefinitions", &["familyPrefix", "status", "sort"], &["ecs:ListTaskDefinitions"], |c, p| drain(c.ecs().list_task_definitions().set_family_prefix(p.text("familyPrefix")).set_status(p.choice::<TaskDefinitionStatus>("status")).set_sort(p.choice::<SortOrder>("sort")).into_paginator().send())),
    S.pages("ListTaskDefinitionFamilies", &["status"], &["ecs:ListTaskDefinitionFamilies"], |c, p| drain(c.ecs().list_task_definition_families().set_status(p.choice::<TaskDefinitionFamilyStatus>("status")).into_paginator().send())),
    S.single("DescribeTaskDefinition", &["taskDefinition", "include"], &["ecs:DescribeTaskDefinition"], |c, p| once(c.ecs().describe_task_definition().set_task_definition(p.text("taskDefinition")).set_include(p.choices::<TaskDefinitionField>("include")).send())).hides(&["taskDefinition.containerDefinitions[].environment[].value", "taskDefinition.containerDefinitions[].logConfiguration.options.splunk-token"]),
    S.pages("ListTasks", &["cluster", "serviceName", "desiredStatus"], &["ecs:ListTasks"], |c, p| drain(c.ecs().list_tasks().set_cluster(p.text("cluster")).set_service_name(p.text("serviceName")).set_desired_status(p.choice::<DesiredStatus>("desiredStatus")).into_paginator().send())),
    S.single("DescribeTasks", &["cluster", "tasks", "include"], &["ecs:DescribeTasks"], |c, p| once(c.ecs().describe_tasks().set_cluster(p.text("cluster")).set_tasks(p.texts("tasks")).set_include(p.choices::<TaskField>("include")).send())).hides(&["tasks[].overrides.containerOverrides[].environment[].value"]),
    S.pages("ListContainerInstances", &["cluster"], &["ecs:ListContainerInstances"], |c, p| drain(c.ecs().list_container_instances().set_cluster(p.text("cluster")).into_paginator().send())),
    S.single("DescribeContainerInstances", &["cluster", "containerInstances", "include"], &["ecs:DescribeContainerInstances"], |c, p| once(c.ecs().describe_container_instances().set_cluster(p.text("cluster")).set_container_instances(p.texts("containerInstances")).set_include(p.choices::<ContainerInstanceField>("include")).send())),
    S.pages("DescribeCapacityProviders", &["capacityProviders", "include"], &["ecs:DescribeCapacityProviders"], |c, p| follow(c.ecs().describe_capacity_providers().set_capacity_providers(p.texts("capacityProviders")).set_include(p.choices::<CapacityProviderField>("include")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListAccountSettings", &["effectiveSettings", "name"], &["ecs:ListAccountSettings"], |c, p| drain(c.ecs().list_account_settings().set_effective_settings(p.flag("effectiveSettings")).set_name(p.choice::<SettingName>("name")).into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["ecs:ListTagsForResource"], |c, p| once(c.ecs().list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
];
