//! A message as mail: plain text and HTML, and reports as attachments where they are wanted.

use std::path::Path;

use anyhow::Context;
use lettre::Message as Mail;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};

use super::Parcel;
use super::message::Message;
use super::text::{html, plain, shown};
use crate::render::visible;

/// All attachments together; servers take mails of 10 to 25 MB, and a third is added on the way.
const ATTACHED: u64 = 7_000_000;
/// A subject longer than this is not read.
const SUBJECT: usize = 200;

/// Says also which files were too large to go with it.
pub fn write(
    from: &Mailbox,
    to: &[Mailbox],
    message: &Message,
    parcel: &Parcel<'_>,
    attach: &[String],
) -> anyhow::Result<(Mail, Vec<String>)> {
    // A header ends with its line: hidden characters, line ends among them, are shown instead.
    let subject = shown(&visible(&message.headline), SUBJECT);
    // RFC 3834: nobody's holiday notice answers it.
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let mut builder = Mail::builder().from(from.clone()).subject(subject).message_id(None).raw_header(automatic);
    for one in to {
        builder = builder.to(one.clone());
    }
    let texts = MultiPart::alternative_plain_html(plain(message), html(message));
    let (attached, left) = attachments(parcel, attach)?;
    if attached.is_empty() {
        return Ok((builder.multipart(texts)?, left));
    }
    let mut mixed = MultiPart::mixed().multipart(texts);
    for (name, bytes) in attached {
        mixed = mixed.singlepart(Attachment::new(name).body(bytes, ContentType::parse("application/octet-stream")?));
    }
    Ok((builder.multipart(mixed)?, left))
}

type Attached = Vec<(String, Vec<u8>)>;

/// The files of each account under names that say whose they are, as many as there is room for; and the others' names.
fn attachments(parcel: &Parcel<'_>, names: &[String]) -> anyhow::Result<(Attached, Vec<String>)> {
    let (mut attached, mut left, mut room) = (Vec::new(), Vec::new(), ATTACHED);
    for digest in parcel.digests {
        for name in names {
            let path = parcel.out.join(Parcel::folder(digest)?).join(name);
            let label = format!("{}-{}", digest.run.account, name.replace('/', "-"));
            match size(&path)? {
                size if size <= room => {
                    room -= size;
                    attached.push((label, std::fs::read(&path).with_context(|| path.display().to_string())?));
                }
                _ => left.push(label),
            }
        }
    }
    Ok((attached, left))
}

fn size(path: &Path) -> anyhow::Result<u64> {
    Ok(std::fs::metadata(path).with_context(|| format!("attach: {}", path.display()))?.len())
}
