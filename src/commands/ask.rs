//! `tickmark ask`

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Context;
use rustyline::error::ReadlineError;

use super::{DONE, advisers, load_rules, note, open_store, print, say};
use crate::ask::{Asker, Reply, Show};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::mask::mask;
use crate::store::{Filter, Message, Questions};

pub async fn run(args: cli::Ask, config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let rules = load_rules(&args.rules, &config)?;
    let fixed = Filter { run: args.run.clone(), accounts: args.account.clone(), ..Filter::default() };
    let embedder = advisers::embedder(&config).await?;
    let adviser = advisers::adviser(&config, args.no_llm).await?;
    let asker = Asker {
        store: store.questions(),
        embedder: Some(&*embedder),
        rules: &rules,
        now: clock::now(),
        fixed,
        adviser: adviser.as_ref(),
        secret: advisers::secret()?,
    };
    let user = args.user.clone().unwrap_or_else(|| "unknown".to_owned());
    let mut talk = Talk::open(store.questions(), args.session.as_deref(), &user).await?;
    let question = args.question.join(" ");
    if question.is_empty() {
        return converse(&asker, &mut talk, args.json).await;
    }
    talk.tell(&asker, &question, args.json).await?;
    Ok(ExitCode::from(DONE))
}

/// A session: what was said, and who says it.
struct Talk<'a> {
    store: &'a dyn Questions,
    session: String,
    user: &'a str,
    said: u32,
    last: Option<Reply>,
}

impl<'a> Talk<'a> {
    /// Goes on with the session that is named, or with the user's last one.
    async fn open(store: &'a dyn Questions, named: Option<&str>, user: &'a str) -> anyhow::Result<Self> {
        let session = match named {
            Some(name) => name.to_owned(),
            None => {
                let fresh = || format!("{user}-{}", clock::now().format("%Y%m%dT%H%M%S"));
                store.last_session(user).await?.unwrap_or_else(fresh)
            }
        };
        let messages = store.session(&session).await?;
        let last = messages.last().and_then(|m| serde_json::from_str(&m.answer).ok());
        Ok(Talk { store, session, user, said: messages.last().map_or(0, |m| m.number), last })
    }

    /// Answers on standard output: text as it comes, or the whole as JSON.
    async fn tell(&mut self, asker: &Asker<'_>, question: &str, json: bool) -> anyhow::Result<()> {
        let mut trouble = None;
        let mut show = |text: &str| {
            if !json && trouble.is_none() {
                trouble = print(text).err();
            }
        };
        let reply = self.ask(asker, question, &mut show).await?;
        match trouble {
            Some(error) => Err(error),
            None if json => say(&serde_json::to_string_pretty(&reply)?),
            None => say(""),
        }
    }

    async fn ask(&mut self, asker: &Asker<'_>, question: &str, show: Show<'_>) -> anyhow::Result<Reply> {
        let reply = asker.ask(question, self.last.as_ref(), show).await?;
        let reply = Reply { session: Some(self.session.clone()), ..reply };
        self.said += 1;
        let message = Message {
            session: self.session.clone(),
            number: self.said,
            asked_at: clock::now(),
            asker: self.user.to_owned(),
            question: reply.question.clone(),
            intent: serde_json::to_string(&reply.intent)?,
            answer: serde_json::to_string(&reply)?,
        };
        self.store.tell(&message).await?;
        self.last = Some(reply.clone());
        Ok(reply)
    }
}

/// Questions one after the other, until the input ends.
async fn converse(asker: &Asker<'_>, talk: &mut Talk<'_>, json: bool) -> anyhow::Result<ExitCode> {
    let mut lines = rustyline::DefaultEditor::new().context("cannot read questions")?;
    for message in talk.store.session(&talk.session).await? {
        let _ = lines.add_history_entry(message.question);
    }
    if std::io::stdin().is_terminal() {
        note(&format!("Session {}. An empty line or Ctrl-D ends it.", talk.session));
    }
    loop {
        match lines.readline("ask> ") {
            Ok(line) if line.trim().is_empty() => break,
            Ok(line) => {
                // What is masked in the store is masked in the history too.
                let _ = lines.add_history_entry(mask(&line));
                talk.tell(asker, &line, json).await?;
                say("")?;
            }
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => break,
            Err(error) => return Err(error).context("cannot read questions"),
        }
    }
    Ok(ExitCode::from(DONE))
}
