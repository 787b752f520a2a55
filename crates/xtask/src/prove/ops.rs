//! The procedures of `docs/ops`, carried out as they are written, from top to bottom, in a Debian that was booted for
//! them: what a page tells an operator to do is done, and what it promises of it is looked at. A page that lies fails.
//!
//! Two machines: one is installed from the package, one by hand, with metrics and then with everything that can happen to
//! it. `backup.md` is carried out by the tests of `gongkai` (`keeping.rs`), `scale-out.md` by `prove twin`.

mod blocks;
mod booted;

use crate::checkout::Checkout;
use crate::debian;
use crate::release::{self, Release};
use crate::shell::{is_root, read, show};
use anyhow::{Context as _, Result, ensure};
use blocks::{Todo, blocks};
use booted::Booted;
use std::fs;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What an operator's machine has besides.
const PACKAGES: &[&str] = &[
    "adduser",
    "systemd",
    "systemd-sysv",
    "dbus",
    "curl",
    "prometheus",
    // What the package asks for: nothing is fetched once it is booted.
    "ca-certificates",
];
/// A number of a request as the page on incidents has it.
const EXAMPLE: &str = "3f9a1c70-0000002a";
const READY: &str = "curl --silent --fail http://127.0.0.1:8080/readyz";
const AGENCIES: &str = "code,name,level,kind\nXT-0001,松岭县人民政府,county,government\n";
const PAGE: &str = "+++
kind = \"document\"
agency = \"XT-0001\"
slug = \"kaifang\"
title = \"关于开放操场的通知\"
published_at = \"2026-03-03 10:00\"
attachments = [\"tasks.csv\"]
+++

各学校：

每天下午五点到七点开放。
";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    ensure!(is_root(), "a Debian is booted by root only");
    debian::need(&["debootstrap", "systemd-container", "openssl", "procps"])?;
    let release = match Release::lying(checkout)? {
        Some(release) => release,
        None => release::make(checkout, "release")?,
    };
    let fresh = debian::fresh(checkout, PACKAGES)?;
    for (name, pages, from, until) in [
        (
            "from the package",
            &["install.md"][..],
            "用软件包安装",
            "自己安装",
        ),
        (
            "by hand",
            &["install.md", "metrics.md", "incidents.md"],
            "自己安装",
            "",
        ),
    ] {
        println!("-- a machine installed {name}");
        let folder = TempDir::with_prefix("gongkai-ops-")?;
        let machine = Machine {
            booted: Booted::start(&fresh, folder.path())?,
        };
        machine.bring(checkout, &release)?;
        let done = machine.follow(checkout, pages, from, until);
        machine.booted.end();
        println!("{} blocks were carried out", done?);
    }
    Ok(())
}

struct Machine {
    booted: Booted,
}

impl Machine {
    /// What an operator has at hand before the first command.
    fn bring(&self, checkout: &Checkout, release: &Release) -> Result<()> {
        let home = self.booted.home();
        let deb = release.deb.file_name().context("no name")?;
        fs::copy(&release.deb, home.join(deb))?;
        fs::copy(&release.program, home.join("gongkai"))?;
        show(
            Command::new("cp")
                .arg("--recursive")
                .arg(checkout.path("deploy"))
                .arg(&home),
        )?;
        let pages = self.booted.at("srv/pages");
        fs::create_dir_all(&pages)?;
        fs::write(self.booted.at("srv/agencies.csv"), AGENCIES)?;
        fs::write(pages.join("page.md"), PAGE)?;
        fs::write(pages.join("tasks.csv"), "任务,单位\n".repeat(10_000))?;
        self.certificate()
    }

    /// A certificate as somebody renewed it.
    fn certificate(&self) -> Result<()> {
        let folder = self.booted.at("etc/gongkai/tls");
        fs::create_dir_all(&folder)?;
        let key = folder.join("privkey.pem");
        let mut make = Command::new("openssl");
        make.args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "60",
        ])
        .args(["-subj", "/CN=www.songling.example", "-keyout"])
        .arg(folder.join("new.pem"))
        .arg("-out")
        .arg(folder.join("fullchain.pem"))
        .stderr(Stdio::null());
        read(&mut make)?;
        // Who may read the key stays as it was.
        fs::write(key, fs::read(folder.join("new.pem"))?)?;
        Ok(fs::remove_file(folder.join("new.pem"))?)
    }

    /// Carries out what stands in the pages, from one heading on until another; how many blocks.
    fn follow(
        &self,
        checkout: &Checkout,
        pages: &[&str],
        from: &str,
        until: &str,
    ) -> Result<usize> {
        let mut n = 0;
        let mut is_begun = false;
        for page in pages {
            let text = fs::read_to_string(checkout.path("docs/ops").join(page))?;
            for block in blocks(&text).with_context(|| (*page).to_owned())? {
                is_begun |= block.heading == from;
                if is_begun && block.heading == until {
                    return Ok(n);
                }
                if !is_begun {
                    continue;
                }
                self.carry_out(&block.heading, &block.todo)
                    .with_context(|| format!("{page}, “{}”", block.heading))?;
                n += 1;
            }
        }
        Ok(n)
    }

    fn carry_out(&self, heading: &str, todo: &Todo) -> Result<()> {
        match todo {
            Todo::Leave(reason) => println!("left out under “{heading}”: {reason}"),
            Todo::Write { file, text } => {
                let file = self.booted.at(file);
                fs::create_dir_all(file.parent().context("no folder")?)?;
                let is_settings = file.ends_with("gongkai.toml");
                let before = if is_settings {
                    fs::read_to_string(&file)?
                } else {
                    String::new()
                };
                fs::write(&file, before + text)?;
            }
            Todo::Run(lines) => {
                println!("-- {heading}");
                let number = self.before(heading)?;
                let visitors = Visitors::of(&self.booted, heading)?;
                let mut said = String::new();
                for line in lines {
                    said += &self.booted.run(&line.replace(EXAMPLE, &number))?;
                }
                visitors.were_answered(&self.booted)?;
                self.after(heading, &said)?;
            }
        }
        Ok(())
    }

    /// Brings about what the block under a heading is for; a number of a request, where it is for one.
    fn before(&self, heading: &str) -> Result<String> {
        let run = |line: &str| self.booted.run(line);
        match heading {
            "读者报了一个编号" => {
                run(
                    "runuser -u gongkai -- gongkai --data /var/lib/gongkai/site --as 林知远 agencies import /srv/agencies.csv",
                )?;
                run(
                    "runuser -u gongkai -- gongkai --data /var/lib/gongkai/site --as 林知远 import pages /srv/pages",
                )?;
                run("mv /var/lib/gongkai/site/files/released /var/lib/gongkai/site/files/gone")?;
                let page = run(
                    "year=$(TZ=Asia/Shanghai date +%Y); curl --silent --insecure https://127.0.0.1/documents/XT-0001/$year-00001/files/tasks.csv",
                )?;
                run("mv /var/lib/gongkai/site/files/gone /var/lib/gongkai/site/files/released")?;
                return number(&page);
            }
            "`GongkaiDown`" => drop(run("systemctl stop gongkai.socket gongkai.service")?),
            "`GongkaiDiskFilling`" => drop(run(
                "year=$(TZ=Asia/Shanghai date +%Y); curl --silent --fail --insecure -o /tmp/a.pdf https://127.0.0.1/documents/XT-0001/$year-00001/text.pdf; find /var/lib/gongkai/site/copies -type f | grep -q .",
            )?),
            "`GongkaiCertificateEnds`" | "TLS" => self.certificate()?,
            "磁盘坏了、误删了" => drop(run(
                "runuser -u gongkai -- gongkai --data /var/lib/gongkai/site backup /var/backups/gongkai/site",
            )?),
            _ => {}
        }
        Ok(String::new())
    }

    /// Looks whether it came about what the page promises.
    fn after(&self, heading: &str, said: &str) -> Result<()> {
        let run = |line: &str| self.booted.run(line);
        let has = |what: &str| {
            ensure!(said.contains(what), "“{what}” was not said:\n{said}");
            Ok(())
        };
        let is_served = || -> Result<()> {
            let home = run(
                "curl --silent --fail --insecure --location http://127.0.0.1:8080/ || curl --silent --fail --insecure https://127.0.0.1/",
            )?;
            ensure!(home.contains("松岭县"), "the site is not served");
            Ok(())
        };
        match heading {
            "用软件包安装" | "自己安装" => {
                run(READY)?;
                is_served()
            }
            "每天备份" => has("1"),
            "登记文件" => {
                let list = run("curl --silent --fail http://127.0.0.1:8080/documents")?;
                // A title may be broken anywhere between its words.
                let list = list.replace("<wbr>", "");
                ensure!(list.contains("关于开放操场的通知"), "{list}");
                Ok(())
            }
            "用软件包升级" | "磁盘坏了、误删了" => {
                has("不符 0 处")?;
                is_served()
            }
            "去掉软件包" => {
                has("/var/lib/gongkai")?;
                run("test -e /var/lib/gongkai/site/register.sqlite && test ! -e /etc/gongkai/gongkai.toml && test ! -e /usr/bin/gongkai").map(drop)
            }
            "升级和重新启动" | "`GongkaiDown`" | "`GongkaiFilesRunningOut`" => is_served(),
            "自己安装的每天备份" => {
                let doctor = "runuser -u gongkai -- gongkai --data /var/lib/gongkai/site doctor";
                ensure!(run(doctor)?.contains("✓ 备份："), "no backup was made");
                Ok(())
            }
            "TLS" => {
                let ask = "curl --silent --fail --insecure --include https://127.0.0.1/";
                let answer = run(ask)?.to_lowercase();
                ensure!(
                    answer.contains("strict-transport-security: max-age=2592000"),
                    "{answer}"
                );
                Ok(())
            }
            "指标" if said.contains("# HELP") => has("gongkai_register_up 1"),
            "指标" => has("SUCCESS"),
            "读者报了一个编号" => {
                has("cause")?;
                has("GK-")
            }
            "`GongkaiErrors`" | "`GongkaiVerifyWrong`" | "`GongkaiVerifyOld`" => has("不符 0 处"),
            "`GongkaiDiskFilling`" => run("test -z \"$(find /var/lib/gongkai/site/copies -type f)\"; year=$(TZ=Asia/Shanghai date +%Y); curl --silent --fail --insecure -o /tmp/a.pdf https://127.0.0.1/documents/XT-0001/$year-00001/text.pdf").map(drop),
            "`GongkaiCertificateEnds`" => has("the certificate was read anew"),
            _ => Ok(()),
        }
    }
}

/// The number on the page of an error.
fn number(page: &str) -> Result<String> {
    let is_number = |word: &&str| {
        let parts = word.split_once('-');
        let is_hexadecimal = |it: &str| it.len() == 8 && it.bytes().all(|b| b.is_ascii_hexdigit());
        parts.is_some_and(|(a, b)| is_hexadecimal(a) && is_hexadecimal(b))
    };
    let mut words = page.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
    let found = words.find(is_number);
    Ok(found
        .with_context(|| format!("an error without a number: {page}"))?
        .to_owned())
}

/// People who read on while something is done of which the page says that they notice nothing.
struct Visitors {
    child: Option<Child>,
}

impl Visitors {
    fn of(booted: &Booted, heading: &str) -> Result<Self> {
        if !["升级和重新启动", "用软件包升级"].contains(&heading) {
            return Ok(Self { child: None });
        }
        let ask = "curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}\\n' http://127.0.0.1:8080/";
        let mut command = booted.command(&format!(
            "rm -f /run/enough; until [ -e /run/enough ]; do {ask} || true; done"
        ));
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Self { child: Some(child) })
    }

    /// None of them was refused.
    fn were_answered(self, booted: &Booted) -> Result<()> {
        let Some(child) = self.child else {
            return Ok(());
        };
        booted.run("touch /run/enough")?;
        let answers = child.wait_with_output()?.stdout;
        let answers = String::from_utf8_lossy(&answers).into_owned();
        let all = answers.lines().count();
        let well = answers.lines().filter(|status| *status == "200").count();
        println!("meanwhile {all} visitors, {well} of them answered");
        ensure!(
            0 < all && well == all,
            "not everybody was answered: {answers}"
        );
        Ok(())
    }
}
