//! Budgets: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("budgets", Reach::Global);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeBudgets", &["AccountId"], &["budgets:ViewBudget"], |c, p| drain(c.budgets().describe_budgets().set_account_id(p.text("AccountId")).into_paginator().send())),
    S.single("DescribeBudget", &["AccountId", "BudgetName"], &["budgets:ViewBudget"], |c, p| once(c.budgets().describe_budget().set_account_id(p.text("AccountId")).set_budget_name(p.text("BudgetName")).send())),
    S.pages("DescribeNotificationsForBudget", &["AccountId", "BudgetName"], &["budgets:ViewBudget"], |c, p| drain(c.budgets().describe_notifications_for_budget().set_account_id(p.text("AccountId")).set_budget_name(p.text("BudgetName")).into_paginator().send())),
    S.pages("DescribeBudgetNotificationsForAccount", &["AccountId"], &["budgets:ViewBudget"], |c, p| drain(c.budgets().describe_budget_notifications_for_account().set_account_id(p.text("AccountId")).into_paginator().send())),
    S.pages("DescribeBudgetActionsForAccount", &["AccountId"], &["budgets:DescribeBudgetActionsForAccount"], |c, p| drain(c.budgets().describe_budget_actions_for_account().set_account_id(p.text("AccountId")).into_paginator().send())),
    S.single("ListTagsForResource", &["ResourceARN"], &["budgets:ListTagsForResource"], |c, p| once(c.budgets().list_tags_for_resource().set_resource_arn(p.text("ResourceARN")).send())),
];
