//! Kinesis Data Streams: the reads.

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("kinesis", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListStreams", &[], &["kinesis:ListStreams"], |c, _| drain(c.kinesis().list_streams().into_paginator().send())),
    S.single("DescribeStreamSummary", &["StreamName", "StreamARN"], &["kinesis:DescribeStreamSummary"], |c, p| once(c.kinesis().describe_stream_summary().set_stream_name(p.text("StreamName")).set_stream_arn(p.text("StreamARN")).send())),
    S.pages("ListStreamConsumers", &["StreamARN"], &["kinesis:ListStreamConsumers"], |c, p| drain(c.kinesis().list_stream_consumers().set_stream_arn(p.text("StreamARN")).into_paginator().send())),
    S.single("GetResourcePolicy", &["ResourceARN"], &["kinesis:GetResourcePolicy"], |c, p| once(c.kinesis().get_resource_policy().set_resource_arn(p.text("ResourceARN")).send())),
    S.pages("ListTagsForStream", &["StreamName"], &["kinesis:ListTagsForStream"], |c, p| follow(c.kinesis().list_tags_for_stream().set_stream_name(p.text("StreamName")), |r, token| r.set_exclusive_start_tag_key(token).send(), |a| a.tags.last().filter(|_| a.has_more_tags).map(|t| t.key.clone()))),
    S.single("ListTagsForResource", &["ResourceARN"], &["kinesis:ListTagsForResource"], |c, p| once(c.kinesis().list_tags_for_resource().set_resource_arn(p.text("ResourceARN")).send())),
    S.single("DescribeLimits", &[], &["kinesis:DescribeLimits"], |c, _| once(c.kinesis().describe_limits().send())),
];
