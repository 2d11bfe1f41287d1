//! What is tickmark's topic and what certainly is not.

/// Words of the trade. A question with one of them, or with anything else that was understood, is on the topic.
pub const DOMAIN: &str = "finding, audit, auditor, account, risk, risky, security, secure, insecure, safe, unsafe, safety, \
exposed, 0.0.0.0/0, cidr, exposure, expose, public, publicly, private, internet, whole world, the world, encrypt, encrypted, unencrypted, encryption, key, \
password, credential, creds, cred, secret, token, admin, administrator, permission, privilege, access, accessible, reachable, log, logging, login, \
logged, backup, restore, recover, recovery, disk, data, storage, file, record, machine, box, network, port, \
bill, invoice, cost, money, spend, spending, pay, paying, expensive, save, saving, waste, wasting, budget, cloud, aws, found, detected, discovered, raised, flagged, \
region, resource, tag, tagged, untagged, unused, idle, orphaned, orphan, leftover, stuff, compliance, compliant, cis, fsbp, \
benchmark, rule, check, checked, scan, scanned, vulnerability, vulnerable, threat, attack, attacker, hacker, hacked, breach, leak, leaking, \
misconfigured, misconfiguration, configuration, configured, policy, certificate, tls, ssl, https, http, retention, versioning, coverage, \
severity, exception, issue, problem, incident, outage, alert, runtime, deprecated, traffic, stranger, shady, god mode, multipart, upload, intrusion, detection, ssd, backend, probe, handler, our, we, assume, on|running|run|runs|use|uses|using python|node|nodejs|java|ruby|dotnet, \
front door, rotate, rotated, rotation, expire, expired, expiring, estate, infrastructure, environment, wrong, \
unattached, switched off, turned off, stopped, single az, multi az, multi-az, availability, failover, monitoring, \
user, role, tickmark, report, run, terraform, cli, api, arn, deletion protection, gp2, gp3, root, burning, on fire, mess, broken, spike, anomaly, \
malware, crypto mining, cryptomining, intruder, outsider, deployed, workload, tenant, snapshot, image, patch, patched, outdated, \
owner, nobody uses, no one uses, forgotten, forgot to delete, dormant, stale, abandoned, rusty, ancient, old key, zombie, attention, worry, worried";

/// Whatever else stands beside it, this is not tickmark's business.
pub const ELSEWHERE: &str = "weather, poem, haiku, joke, recipe, song, lyric, limerick, translate, capital of, write me a story, bedtime story, \
ignore|forget|disregard|override * instruction|prompt|above|previous|everything|rule, system prompt, your instruction, your prompt, \
pretend to be, pretend you, act as a, act like, role play, roleplay, jailbreak, developer mode, president, prime minister, election, \
football, soccer, world cup, olympics, movie, film, pizza, restaurant, horoscope, meaning of life, azure, gcp, google cloud, \
stock price, share price, bitcoin, ethereum, python program|script|function, javascript, sing me, essay, homework, \
girlfriend, boyfriend, bicycle, hotel, capital city, population of, how tall, who won, \
who wrote, your favourite|favorite, are you human|conscious|sentient|chatgpt|gpt, who made|created|trained you, what time, buy|sell * share|stock, amazon|company share|stock, \
repeat after me, reveal your, print your, haircut, cook, cooking, bake, baking, novel, guitar";
