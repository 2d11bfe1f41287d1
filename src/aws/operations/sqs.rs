//! SQS: the reads.

use aws_sdk_sqs::types::QueueAttributeName;

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("sqs", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListQueues", &["QueueNamePrefix"], &["sqs:ListQueues"], |c, p| drain(c.sqs().list_queues().set_queue_name_prefix(p.text("QueueNamePrefix")).into_paginator().send())),
    S.single("GetQueueAttributes", &["QueueUrl", "AttributeNames"], &["sqs:GetQueueAttributes"], |c, p| once(c.sqs().get_queue_attributes().set_queue_url(p.text("QueueUrl")).set_attribute_names(p.choices::<QueueAttributeName>("AttributeNames")).send())),
    S.pages("ListDeadLetterSourceQueues", &["QueueUrl"], &["sqs:ListDeadLetterSourceQueues"], |c, p| drain(c.sqs().list_dead_letter_source_queues().set_queue_url(p.text("QueueUrl")).into_paginator().send())),
    S.single("ListQueueTags", &["QueueUrl"], &["sqs:ListQueueTags"], |c, p| once(c.sqs().list_queue_tags().set_queue_url(p.text("QueueUrl")).send())),
];
