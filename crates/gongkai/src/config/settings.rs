//! 设置的说明 — every setting there is, in one list.
//!
//! Decides what each is called, what may stand behind it, what holds where nothing is written, and what it means. By this
//! list a wrong value is told ([`forms`]), numbers are held to their bounds ([`out_of_bounds`]), `gongkai config` speaks,
//! and `docs/reference/settings.md` is made; a test holds it against the members of [`Config`](super::Config).

use std::fmt::Write as _;
use std::sync::LazyLock;

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// With its section, as in `visitors.connections`.
    pub(crate) key: &'static str,
    pub(crate) form: Form,
    pub(crate) example: &'static str,
    pub(crate) default: Default,
    pub(crate) says: &'static str,
}

/// What may stand behind a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Line,
    /// Several of them.
    Lines,
    /// A path.
    File,
    /// An IP address, or several of them.
    Address,
    Addresses,
    /// A whole number, from the first to the second.
    Whole(u64, u64),
    Switch,
    OneOf(&'static [&'static str]),
}

/// What holds where nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Default {
    /// Its section cannot do without it.
    Required,
    Empty,
    /// The thing itself is not there.
    None,
    /// A value as it would be written.
    Is(&'static str),
    /// What it depends on.
    Says(&'static str),
}

impl Form {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Line => "text",
            Self::Lines => "texts",
            Self::File => "path",
            Self::Address => "address",
            Self::Addresses => "addresses",
            Self::Whole(..) => "integer",
            Self::Switch => "boolean",
            Self::OneOf(_) => "choice",
        }
    }

    /// What may be written, in words.
    pub(crate) fn allowed(self) -> String {
        match self {
            Self::Line => "一行文字".to_owned(),
            Self::Lines => "几行文字".to_owned(),
            Self::File => "文件名".to_owned(),
            Self::Address => "IP 地址".to_owned(),
            Self::Addresses => "几个 IP 地址".to_owned(),
            Self::Whole(least, most) => format!("{least} 到 {most}"),
            Self::Switch => "`true`、`false`".to_owned(),
            Self::OneOf(ids) => {
                let ids: Vec<String> = ids.iter().map(|id| format!("`\"{id}\"`")).collect();
                ids.join("、")
            }
        }
    }

    /// What a value is, in a sentence.
    fn should_be(self) -> String {
        match self {
            Self::Line => "用英文双引号括起的文字".to_owned(),
            Self::File => "用英文双引号括起的文件名".to_owned(),
            Self::Whole(..) => format!(" {} 的整数", self.allowed()),
            Self::Address => " IP 地址".to_owned(),
            Self::Addresses | Self::Lines => self.allowed(),
            Self::Switch | Self::OneOf(_) => format!(" {} 之一", self.allowed().replace('`', "")),
        }
    }
}

impl Default {
    /// As a person reads it.
    pub(crate) fn told(self) -> String {
        match self {
            Self::Required => "必须写".to_owned(),
            Self::Empty => "空".to_owned(),
            Self::None => "无".to_owned(),
            Self::Is(value) if value.starts_with(['"', '[']) => format!("`{value}`"),
            Self::Is(value) | Self::Says(value) => value.to_owned(),
        }
    }
}

impl Setting {
    /// How it is written, with an example.
    pub(crate) fn written(&self) -> String {
        format!("{}，例如 {}", self.form.should_be(), self.example)
    }

    /// The same for whoever wrote something else.
    fn should_be(&self) -> String {
        format!("是{}", self.written())
    }
}

/// The sections, and what must be written in each that is there.
const SECTIONS: &[(&str, &str)] = &[
    ("objects", "，五项写全"),
    ("visitors", ""),
    ("tls", "，至少写 certificate 和 key"),
    ("metrics", "，至少写 port"),
    ("log", ""),
    ("errors", ""),
    ("search", ""),
    ("readers", ""),
    ("audit", ""),
];

const fn setting(
    key: &'static str,
    form: Form,
    example: &'static str,
    default: Default,
    says: &'static str,
) -> Setting {
    Setting {
        key,
        form,
        example,
        default,
        says,
    }
}

/// Every setting there is, in the order of the reference.
pub(crate) const SETTINGS: &[Setting] = &[
    setting(
        "data",
        Form::File,
        "\"/var/lib/gongkai/site\"",
        Default::Says("当前目录下的 `gongkai-data`"),
        "数据目录；只写在数据目录以外的设置文件里（`--config`，或者环境变量 `GONGKAI_CONFIG`）；命令行 `--data` 优先",
    ),
    setting(
        "operator",
        Form::Line,
        "\"林知远\"",
        Default::Empty,
        "命令行办理时的经办人；`--as 姓名` 优先，两者都没有时用系统用户名（依次看环境变量 `SUDO_USER`、`USER`、`LOGNAME`；cron、systemd 之下这些都没有，就看 `/etc/passwd` 里这个用户号的名称，再没有就记作 `uid 1000` 这样的号）",
    ),
    setting(
        "base",
        Form::Line,
        "\"/xxgk\"",
        Default::Empty,
        "站点在反向代理之下的子路径，以 `/` 开头、不以 `/` 结尾，例如 `/xxgk`；空为根路径",
    ),
    setting(
        "listen",
        Form::Address,
        "\"127.0.0.1\" 或者 \"::\"",
        Default::Says("本机的 IPv6 和 IPv4"),
        "监听的地址，例如 `\"::\"` 或 `\"127.0.0.1\"`；命令行 `--listen` 优先",
    ),
    setting(
        "port",
        Form::Whole(0, 65_535),
        "8080",
        Default::Is("8080"),
        "监听的端口；命令行 `--port` 优先",
    ),
    setting(
        "database",
        Form::Line,
        "\"postgres://gongkai@localhost/gongkai\"",
        Default::Empty,
        "PostgreSQL 地址，例如 `\"postgres://gongkai@localhost/gongkai\"`；空则用数据目录里的 `register.sqlite`；环境变量 `GONGKAI_DATABASE` 优先，密码可以只写在那里",
    ),
    setting(
        "keys",
        Form::File,
        "\"/etc/gongkai/keys\"",
        Default::Says("数据目录旁边的 `数据目录名.keys`"),
        "公开日志的密钥和上次签过的检查点放在哪个目录；必须在数据目录之外，也不放进数据目录的备份，例如 `\"/etc/gongkai/keys\"`",
    ),
    setting(
        "witnesses",
        Form::Lines,
        "[\"witness.example+5e8c0d1b+BA… https://witness.example\"]",
        Default::None,
        "请谁见证公开日志：每个写作“公钥 网址”，站点把每个新的检查点送去签名（C2SP tlog-witness），签名附在检查点上",
    ),
    setting(
        "objects.endpoint",
        Form::Line,
        "\"https://s3.example.cn\"",
        Default::Required,
        "对象存储的地址，例如 `\"https://s3.example.cn\"`",
    ),
    setting(
        "objects.bucket",
        Form::Line,
        "\"gongkai\"",
        Default::Required,
        "桶的名称",
    ),
    setting(
        "objects.region",
        Form::Line,
        "\"cn-example-1\"",
        Default::Required,
        "区域",
    ),
    setting(
        "objects.access_key",
        Form::Line,
        "\"AKEXAMPLE\"",
        Default::Required,
        "访问密钥的编号",
    ),
    setting(
        "objects.secret_key_file",
        Form::File,
        "\"/etc/gongkai/objects.key\"",
        Default::Required,
        "存放密钥的文件，只写路径；文件应当在数据目录之外，备份数据目录时不会带上；环境变量 `GONGKAI_OBJECTS_SECRET_KEY` 优先",
    ),
    setting(
        "visitors.connections",
        Form::Whole(16, 65_536),
        "1024",
        Default::Is("1024"),
        "一个监听地址上同时打开的连接，16 到 65536；满了以后来的排队等候",
    ),
    setting(
        "visitors.per_address",
        Form::Whole(0, 65_536),
        "128",
        Default::Is("128"),
        "其中同一个地址的连接，0 是不限；超过的不接入。IPv6 按前 64 位算一个地址，前 48 位相同的各个地址合起来不超过 4 倍",
    ),
    setting(
        "visitors.efforts_per_minute",
        Form::Whole(0, 1_000_000),
        "600",
        Default::Is("600"),
        "一个网络（IPv4 的一个地址、IPv6 的前 64 位）一分钟里最多搜索多少次，0 是不限；要排印的 PDF、Word 和校验清单一份算 5 次，比较两个版本算 1 次。超过的答 429，写明过几秒再来。IPv6 前 48 位相同的各个网络合起来是 4 倍；本机和没有写明访问者的代理不算",
    ),
    setting(
        "visitors.nodes",
        Form::Whole(1, 64),
        "3",
        Default::Is("1"),
        "几个节点一起提供这个站点，1 到 64：`errors.per_network`、`errors.per_site`、`visitors.efforts_per_minute` 和提交、查询的次数写的是全站的，每个节点放过其中的几分之一（不是整数的进一）。访问者的地址不写进共用的数据库，所以各记各的",
    ),
    setting(
        "visitors.proxies",
        Form::Addresses,
        "[\"10.0.0.5\"]",
        Default::Is("[\"127.0.0.1\", \"::1\"]"),
        "反向代理的地址：所有访问者都从那里来，所以不按地址计数。代理在另一台主机上的，要把它的地址写进来（写了就要写全，本机的两个也写上）",
    ),
    setting(
        "visitors.farewell_seconds",
        Form::Whole(1, 600),
        "5",
        Default::Is("5"),
        "停止时正在给出的回答最多再等几秒，1 到 600；systemd 的 `TimeoutStopSec` 要比它长",
    ),
    setting(
        "tls.certificate",
        Form::File,
        "\"/etc/gongkai/tls/fullchain.pem\"",
        Default::Required,
        "PEM 写法的证书，自己的在前，上级的在后",
    ),
    setting(
        "tls.key",
        Form::File,
        "\"/etc/gongkai/tls/privkey.pem\"",
        Default::Required,
        "PEM 写法的私钥，只应当让运行站点的用户读到",
    ),
    setting(
        "tls.redirect_port",
        Form::Whole(0, 65_535),
        "80",
        Default::None,
        "在这个端口上把 http 转到 https",
    ),
    setting(
        "tls.hsts_days",
        Form::Whole(0, 3650),
        "365",
        Default::Is("0"),
        "让浏览器几天之内只用 https 打开（HSTS）；0 是不要求。写了以后证书失效就打不开，先写少几天",
    ),
    setting(
        "metrics.listen",
        Form::Address,
        "\"127.0.0.1\"",
        Default::Says("本机的 IPv6 和 IPv4"),
        "在哪个地址上给出；写外面到得了的地址，要用防火墙限定谁能来取",
    ),
    setting(
        "metrics.port",
        Form::Whole(0, 65_535),
        "9464",
        Default::Required,
        "在哪个端口上给出，例如 9464",
    ),
    setting(
        "log.level",
        Form::OneOf(&["error", "warn", "info", "debug"]),
        "\"info\"",
        Default::Is("\"info\""),
        "记到哪一级；别的库一律只记警告和错误",
    ),
    setting(
        "log.form",
        Form::OneOf(&["text", "json"]),
        "\"json\"",
        Default::Is("\"text\""),
        "给人看的文字，或者一行一个 JSON 对象",
    ),
    setting(
        "log.requests",
        Form::Switch,
        "true",
        Default::Is("false"),
        "每个请求记一行：编号、方法、路由、状态、用时",
    ),
    setting(
        "errors.answer_days",
        Form::Whole(1, 60),
        "3",
        Default::Is("3"),
        "收到以后几个工作日内答复，收到的当天不算",
    ),
    setting(
        "errors.forward_days",
        Form::Whole(1, 60),
        "1",
        Default::Is("1"),
        "收到以后几个工作日内转办",
    ),
    setting(
        "errors.keep_days",
        Form::Whole(1, 3650),
        "180",
        Default::Is("180"),
        "办结以后几天删除读者写的内容、联系方式和答复；站点开着时每天自动删除",
    ),
    setting(
        "errors.per_network",
        Form::Whole(1, 10_000),
        "10",
        Default::Is("10"),
        "一小时里从一个网络（IPv4 的一个地址、IPv6 的前 64 位）收多少条；IPv6 前 48 位相同的各个网络合起来收它的 4 倍",
    ),
    setting(
        "errors.per_site",
        Form::Whole(1, 100_000),
        "200",
        Default::Is("200"),
        "一小时里一共收多少条",
    ),
    setting(
        "search.keep_months",
        Form::Whole(0, 120),
        "12",
        Default::Is("12"),
        "没有搜到的词和次数保存几个月，连同当月；0 是不计，已经留下的也删除",
    ),
    setting(
        "search.pairs",
        Form::File,
        "\"pairs.csv\"",
        Default::None,
        "本站补充的日常说法，写法见下；相对的文件名从数据目录算起，改了以后重新启动",
    ),
    setting(
        "readers.processes",
        Form::Whole(1, 256),
        "2",
        Default::Says("处理器的核数"),
        "同时有几个阅读进程",
    ),
    setting(
        "readers.seconds",
        Form::Whole(1, 600),
        "20",
        Default::Is("20"),
        "一个文件最多读多少秒",
    ),
    setting(
        "readers.memory_mib",
        Form::Whole(128, 65_536),
        "1024",
        Default::Is("1024"),
        "一个进程的内存（地址空间），MiB；太小的进程不能启动，用 `gongkai doctor` 检查",
    ),
    setting(
        "readers.file_mib",
        Form::Whole(1, 2048),
        "100",
        Default::Is("100"),
        "一个文件最大多少 MiB",
    ),
    setting(
        "readers.result_mib",
        Form::Whole(1, 3072),
        "256",
        Default::Is("256"),
        "从一个文件读出的内容最大多少 MiB",
    ),
    setting(
        "readers.files",
        Form::Whole(1, 100_000),
        "200",
        Default::Is("200"),
        "批量导入时一个进程读多少个文件以后换新的",
    ),
    setting(
        "audit.home_days",
        Form::Whole(1, 3650),
        "14",
        Default::Is("14"),
        "首页多少天没有新内容，算不更新",
    ),
    setting(
        "audit.news_days",
        Form::Whole(1, 3650),
        "14",
        Default::Is("14"),
        "动态、要闻类栏目多少天没有新内容，算不更新",
    ),
    setting(
        "audit.policy_months",
        Form::Whole(1, 3650),
        "6",
        Default::Is("6"),
        "一级的通知公告、政策文件类栏目（最上级机构的“法定主动公开内容”）多少个月没有新内容，算不更新",
    ),
    setting(
        "audit.stale_columns",
        Form::Whole(1, 3650),
        "5",
        Default::Is("5"),
        "以上两类不更新的栏目有多少个，单项否决",
    ),
    setting(
        "audit.long_months",
        Form::Whole(1, 3650),
        "12",
        Default::Is("12"),
        "应当更新的栏目（各机构的“法定主动公开内容”）多少个月没有新内容，算长期不更新",
    ),
    setting(
        "audit.long_columns",
        Form::Whole(1, 3650),
        "10",
        Default::Is("10"),
        "长期不更新的栏目有多少个，单项否决",
    ),
    setting(
        "audit.empty_columns",
        Form::Whole(1, 3650),
        "5",
        Default::Is("5"),
        "空白栏目有多少个，单项否决",
    ),
    setting(
        "audit.page_seconds",
        Form::Whole(1, 3650),
        "3",
        Default::Is("3"),
        "网页超过多少秒才打开，提示",
    ),
    setting(
        "audit.reach_seconds",
        Form::Whole(1, 3650),
        "15",
        Default::Is("15"),
        "首页超过多少秒没有打开，算无法访问",
    ),
    setting(
        "audit.interpret_days",
        Form::Whole(1, 3650),
        "3",
        Default::Is("3"),
        "解读比文件晚多少个工作日以内，算及时",
    ),
    setting(
        "audit.guide_months",
        Form::Whole(1, 3650),
        "12",
        Default::Is("12"),
        "公开指南多少个月没有更新，提示",
    ),
    setting(
        "audit.channels_least",
        Form::Whole(1, 3650),
        "5",
        Default::Is("5"),
        "频道最少多少个",
    ),
    setting(
        "audit.channels_most",
        Form::Whole(1, 3650),
        "8",
        Default::Is("8"),
        "频道最多多少个",
    ),
];

/// A settings file in which everything is explained and nothing is set.
pub(crate) fn template() -> String {
    let mut text = String::from(
        "# 设置。去掉一行前面的 # 就起作用，改过以后重新启动站点才有效。\n# gongkai config check 检查写得对不对，gongkai config show 列出设置了什么。\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (of, key) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if of != section {
            let _ = write!(text, "\n#[{of}]\n");
            section = of;
        }
        // One of several ways to write it is example enough.
        let (example, _) = setting
            .example
            .split_once(" 或者 ")
            .unwrap_or((setting.example, ""));
        let says = setting.says.replace('`', "");
        let default = setting.default.told().replace('`', "");
        let _ = write!(text, "\n# {says}\n# 默认：{default}\n#{key} = {example}\n");
    }
    text
}

/// For each setting and each section what should stand there.
pub(crate) fn forms() -> &'static [(&'static str, String)] {
    static FORMS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let settings = SETTINGS.iter().map(|it| (it.key, it.should_be()));
        let sections = SECTIONS
            .iter()
            .map(|(name, rest)| (*name, format!("是一节：[{name}]{rest}")));
        settings.chain(sections).collect()
    });
    &FORMS
}

/// What stands behind a setting in a table; `None` where nothing does.
pub(crate) fn value<'a>(table: &'a toml::Table, key: &str) -> Option<&'a toml::Value> {
    match key.split_once('.') {
        Some((section, key)) => table.get(section)?.as_table()?.get(key),
        None => table.get(key),
    }
}

/// Says so where a number is outside its bounds.
pub(super) fn out_of_bounds(table: &toml::Table) -> Option<String> {
    SETTINGS.iter().find_map(|setting| {
        let Form::Whole(least, most) = setting.form else {
            return None;
        };
        let written = value(table, setting.key)?.as_integer()?;
        let is_within = u64::try_from(written).is_ok_and(|n| (least..=most).contains(&n));
        let key = setting.key;
        (!is_within).then(|| format!("{key} 应当是 {least} 到 {most} 之间的整数；现为 {written}"))
    })
}
