//! Data Firehose: the reads.

use super::{Reach, Read, Service, follow, once};

const S: Service = Service("firehose", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListDeliveryStreams", &[], &["firehose:ListDeliveryStreams"], |c, _| follow(c.firehose().list_delivery_streams(), |r, last| r.set_exclusive_start_delivery_stream_name(last).send(), |a| a.delivery_stream_names.last().filter(|_| a.has_more_delivery_streams).cloned())),
    S.single("DescribeDeliveryStream", &["DeliveryStreamName"], &["firehose:DescribeDeliveryStream"], |c, p| once(c.firehose().describe_delivery_stream().set_delivery_stream_name(p.text("DeliveryStreamName")).send())).hides(&["DeliveryStreamDescription.Destinations[].SplunkDestinationDescription.HECToken", "DeliveryStreamDescription.Destinations[].HttpEndpointDestinationDescription.RequestConfiguration.CommonAttributes[].AttributeValue"]),
    S.pages("ListTagsForDeliveryStream", &["DeliveryStreamName"], &["firehose:ListTagsForDeliveryStream"], |c, p| follow(c.firehose().list_tags_for_delivery_stream().set_delivery_stream_name(p.text("DeliveryStreamName")), |r, token| r.set_exclusive_start_tag_key(token).send(), |a| a.tags.last().filter(|_| a.has_more_tags).map(|t| t.key.clone()))),
];
