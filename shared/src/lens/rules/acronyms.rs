//! L13: abbreviations that are spelled out nowhere. Once a text, and only those that a reader of another team can hardly know.

use std::collections::HashSet;

use super::Raw;
use crate::lens::catalogue::Id;
use crate::lens::people::Context;
use crate::lens::token::{Kind, Sentence};

/// Known wherever software is run.
const KNOWN: &str = "ACID ACL AMI API APIS APP ARM ASCII ASG AWS AZ BGP BIOS CDN CEST CET CI CD CIDR CLI CMS CORS CPU CRL CRM CRUD CSS CSV CTO CEO CVE DB DBA DDOS DHCP DKIM DNS DOS EC2 EBS ECS EKS ELB ALB NLB EOF ERP ETA EU FAQ FIFO FTP GB GCP GDPR GIT GKE GMT GPU GUI HDD HTML HTTP HTTPS HQ IAM ICMP IDE ID IDS IMAP IO IOPS IOT IP IPC IRC ISO ISP IT JDBC JPG JSON JVM JWT KB KMS LAN LB LDAP LTS MAC MB MFA MTTR MX NAT NFS NPM NTP OAUTH OK OOM ORM OS PC PDF PHP PID PII PKI PNG POC POP PR PROD PST PDT PVC QA QPS RAID RAM RBAC RDS REST ROM RPC GRPC RPO RTO RSS S3 SAAS SAML SCP SDK SEV SFTP SLA SLAS SLI SLO SMS SMTP SOAP SPF SQL SRE SRES SSD SSH SSL SSO TCP TLS TODO TTL TTD TTA TTM TTR TXT UAT UDP UI UID UK UPS URI URL URLS US USA USB UTC UTF UUID UX VIP VM VMS VPC VPN WAF WAN WEB WIFI XML XSS YAML YML ZIP EST EDT CST BST IST JST AM PM INC RCA NULL TRUE FALSE NOT AND ALL DOWN GET POST PUT DELETE HEAD PATCH ERROR WARN INFO FATAL DEBUG SELECT INSERT UPDATE NULLS MS IS NO ARN BSOD CNI CRD CRDS HPA IAC K8S KPI LRU MQ MVP OCI OIDC OTP P1 P2 P3 PEM PRS SIGKILL SIGTERM TPS VLAN CPUS IPS PDFS IDS APIS";

/// Most of them in one text.
const MOST: usize = 5;

/// What one text has spelled out, and what was told already.
pub(in crate::lens) struct Acronyms {
    spelled: HashSet<String>,
    told: HashSet<String>,
    known: HashSet<&'static str>,
}

impl Acronyms {
    pub(in crate::lens) fn new(text: &str, context: &Context) -> Self {
        let known = context.expanded.iter().chain(&context.services).map(|word| word.to_uppercase());
        let spelled = known.chain(spelled_in(text)).collect();
        Self { spelled, told: HashSet::new(), known: KNOWN.split(' ').collect() }
    }

    pub(in crate::lens) fn look(&mut self, text: &str, sentence: &Sentence, raws: &mut Vec<Raw>) {
        for (index, token) in sentence.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
            let shown = &text[token.start..token.end];
            if text[..token.start].ends_with('.') {
                continue;
            }
            let letters = shown.strip_suffix('s').unwrap_or(shown);
            let short = (3..=5).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
            // A line in capitals is a state or a shout.
            let loud = |at: Option<&super::super::token::Token>| {
                at.is_some_and(|token| {
                    token.kind == Kind::Word
                        && token.end - token.start > 1
                        && text[token.start..token.end].chars().all(char::is_uppercase)
                })
            };
            let shouts = loud(index.checked_sub(1).and_then(|at| sentence.get(at))) || loud(sentence.get(index + 1));
            if !short
                || shouts
                || self.told.len() >= MOST
                || self.known.contains(letters)
                || self.spelled.contains(letters)
                || !self.told.insert(letters.to_owned())
            {
                continue;
            }
            let raw = Raw::new(
                Id::L13,
                token.start,
                token.end,
                format!("Readers of other teams may not know {letters}; spell it out once."),
            );
            raws.push(raw.or(text, &format!("{shown} ([what it stands for])")));
        }
    }
}

/// What a text explains, in capitals: `Service Level Objective (SLO)`, `SLO (Service …)`, `SLO: service …`.
pub(in crate::lens) fn spelled_in(text: &str) -> Vec<String> {
    let words = |letter: char| !letter.is_alphanumeric();
    let mut spelled = Vec::new();
    for (at, _) in text.match_indices('(') {
        spelled.push(text[at + 1..].split(words).next().unwrap_or_default().to_uppercase());
        spelled.push(text[..at].trim_end().rsplit(words).next().unwrap_or_default().to_uppercase());
    }
    spelled.extend(
        text.match_indices(": ").map(|(at, _)| text[..at].rsplit(words).next().unwrap_or_default().to_uppercase()),
    );
    spelled.retain(|word| (2..=8).contains(&word.len()));
    spelled
}
