//! Organizations: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("organizations", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("DescribeOrganization", &[], &["organizations:DescribeOrganization"], |c, _| once(c.organizations.describe_organization().send())),
    S.pages("ListRoots", &[], &["organizations:ListRoots"], |c, _| drain(c.organizations.list_roots().into_paginator().send())),
    S.pages("ListAccounts", &[], &["organizations:ListAccounts"], |c, _| drain(c.organizations.list_accounts().into_paginator().send())),
    S.pages("ListAccountsForParent", &["ParentId"], &["organizations:ListAccountsForParent"], |c, p| drain(c.organizations.list_accounts_for_parent().set_parent_id(p.text("ParentId")).into_paginator().send())),
    S.pages("ListOrganizationalUnitsForParent", &["ParentId"], &["organizations:ListOrganizationalUnitsForParent"], |c, p| drain(c.organizations.list_organizational_units_for_parent().set_parent_id(p.text("ParentId")).into_paginator().send())),
    S.pages("ListTagsForResource", &["ResourceId"], &["organizations:ListTagsForResource"], |c, p| drain(c.organizations.list_tags_for_resource().set_resource_id(p.text("ResourceId")).into_paginator().send())),
];
