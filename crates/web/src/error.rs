//! Failure → page. The only place that knows status codes.
//!
//! Decides what a visitor reads when there is no answer: what did not happen, why, what can be done next (STYLE §4.6).
//! A handler gives [`Trouble`]; [`dress`] makes the page, or for the open API the JSON, and writes the cause to the log
//! once, under the number that the visitor is shown. Nothing of the cause itself leaves.

use crate::app::App;
use crate::extract::Pairs;
use crate::i18n::{Lang, Phrase, Said, say, sentence};
use crate::machines::share::OPEN;
use crate::middleware::request_id::Operation;
use crate::page::{Channel, Frame, Page, fresh};
use crate::paths::{Place, unescape};
use acts::Failure;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A look-up did not happen.
    Failed(Failure),
    /// The register has not been read for too long: what stands here may have been withdrawn meanwhile.
    CutOff(Failure),
    /// There is none on this site, and why.
    Absent(&'static str),
    /// There will be one in a moment, and what for.
    Later(&'static str),
    /// There is none until the operator mends something, and what.
    Held(Phrase),
    /// The address cannot be read at all.
    Unreadable(Phrase),
    /// The address can be read, but asks for something that cannot be: which pair, and how to put it right.
    Asked {
        field: String,
        says: Phrase,
    },
    NoSuchMethod,
    /// A form that no page of this site sent.
    FromElsewhere,
    /// What was sent is no form.
    NoForm,
    /// A form that did not arrive in time.
    TooSlow,
    TooLarge,
    /// More was made for this network than its share; in how many seconds there is room again.
    TooOften {
        seconds: i64,
    },
    AddressTooLong,
    /// A part of a file is asked for that begins after its end.
    BeyondEnd {
        size: u64,
    },
}

impl From<Failure> for Trouble {
    /// In a look-up only what the address asks can be invalid.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(problems) => {
                let fields = problems.iter().map(|problem| problem.field.as_str());
                let says = problems.iter().map(|problem| problem.says.as_str());
                Self::Asked {
                    field: fields.collect::<Vec<_>>().join("、"),
                    says: says.collect::<Vec<_>>().join("；").into(),
                }
            }
            failure => Self::Failed(failure),
        }
    }
}

impl Trouble {
    pub(crate) fn not_found() -> Self {
        Self::Failed(Failure::NotFound)
    }

    pub(crate) fn bug(says: impl Into<String>) -> Self {
        Self::Failed(Failure::Bug(says.into()))
    }

    pub(crate) fn unreadable(says: impl Into<Phrase>) -> Self {
        Self::Unreadable(says.into())
    }

    pub(crate) fn asked(field: impl Into<String>, says: impl Into<Phrase>) -> Self {
        Self::Asked {
            field: field.into(),
            says: says.into(),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Failed(Failure::NotFound) | Self::Absent(_) => StatusCode::NOT_FOUND,
            Self::Failed(Failure::Forbidden(_)) | Self::FromElsewhere => StatusCode::FORBIDDEN,
            Self::Failed(Failure::Stale(_)) => StatusCode::CONFLICT,
            Self::Failed(Failure::Refused(_) | Failure::Invalid(_)) | Self::Asked { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Failed(Failure::Unavailable(_)) | Self::CutOff(_) | Self::Held(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Later(_) => StatusCode::ACCEPTED,
            Self::Failed(Failure::Bug(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::AddressTooLong => StatusCode::URI_TOO_LONG,
            Self::BeyondEnd { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
        }
    }

    /// The stable public name.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Failed(failure) => failure.code(),
            Self::CutOff(_) => "GK-503-CUT",
            Self::Absent(_) => "GK-404",
            Self::Later(_) => "GK-202",
            Self::Held(_) => "GK-503-LOG",
            Self::Unreadable(_) => "GK-400",
            Self::Asked { .. } => "GK-422-ASKED",
            Self::NoSuchMethod => "GK-405",
            Self::FromElsewhere => "GK-403-FORM",
            Self::NoForm => "GK-415",
            Self::TooSlow => "GK-408",
            Self::TooLarge => "GK-413",
            Self::TooOften { .. } => "GK-429",
            Self::AddressTooLong => "GK-414",
            Self::BeyondEnd { .. } => "GK-416",
        }
    }

    /// What did not happen.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::Failed(Failure::NotFound) | Self::Absent(_) => "没有找到这个网页",
            Self::Failed(Failure::Forbidden(_)) => "这一页不对外开放",
            Self::Failed(Failure::Stale(_)) => "您看到的内容已经变了",
            Self::Failed(Failure::Refused(_)) => "这件事现在不能办",
            Self::Failed(Failure::Invalid(_)) | Self::Asked { .. } => "有一项需要改一下",
            Self::Failed(Failure::Unavailable(_)) => "暂时打不开",
            Self::Later(_) | Self::Held(_) => "凭证还没有",
            Self::CutOff(_) => "暂时看不到最新的内容",
            Self::Failed(Failure::Bug(_)) => "本站出错了",
            Self::Unreadable(_) => "网址看不懂",
            Self::NoSuchMethod => "这个网址只能查看",
            Self::FromElsewhere | Self::NoForm | Self::TooSlow => "没有收到您提交的内容",
            Self::TooLarge => "提交的内容太大",
            Self::TooOften { .. } => "请过一会儿再打开",
            Self::AddressTooLong => "网址太长",
            Self::BeyondEnd { .. } => "文件没有这一段",
        }
    }

    /// Why, and how to put it right.
    pub(crate) fn says(&self, lang: Lang) -> String {
        let fixed = |zh| say(lang, zh).into();
        match self {
            Self::Failed(Failure::NotFound) => fixed(
                "可能是网址抄错了，也可能是旧网址。公开过的信息即使撤回也会留下说明，用文号或标题一般都能搜到。",
            ),
            Self::Failed(Failure::Forbidden(_)) => {
                fixed("如果您认为应当公开，可以与主办单位联系。")
            }
            Self::Failed(Failure::Stale(_)) => fixed("请回到原来的页面，重新打开后再看。"),
            Self::Failed(Failure::Refused(refusal)) => {
                sentence(lang, &refusal.to_string()).into_owned()
            }
            Self::Failed(Failure::Invalid(problems)) => {
                let says = problems.iter().map(|problem| sentence(lang, &problem.says));
                says.collect::<Vec<_>>().join("；")
            }
            Self::Failed(Failure::Unavailable(_)) => fixed(
                "数据库或者文件一时读不到，或者等着排印的文件太多，不是您的操作有误。请过几分钟再打开。",
            ),
            Self::Failed(Failure::Bug(_)) => fixed(
                "不是您的操作有误，出错的情况已经记录。请稍后再试；急用时请把下面的编号告诉主办单位。",
            ),
            Self::CutOff(_) => fixed(
                "这台服务器和数据库的联系断了，不知道有没有更正和撤回，所以先不显示任何信息；不是您的操作有误。联系恢复以后会自己好：请过一分钟再打开这一页。已经下载的文件不受影响，可以照常使用。",
            ),
            Self::Absent(says) | Self::Later(says) => fixed(says),
            Self::Held(says) => says.said(lang),
            Self::Unreadable(says) => say(lang, "{}。").with(capital(says.said(lang))).into(),
            Self::Asked { field, says } if field.is_empty() => {
                say(lang, "{}。").with(capital(says.said(lang))).into()
            }
            Self::Asked { field, says } => {
                let said = say(lang, "网址中的“{}”：{}。");
                let field = field.replace('、', &say(lang, "、").to_string());
                said.with(field).with(says.said(lang)).into()
            }
            Self::NoSuchMethod => fixed("这里没有可以提交的内容。请从首页重新打开。"),
            Self::FromElsewhere => fixed(
                "表格要从本站的网页上提交。请从页脚打开“我为政府网站找错”重新填写；浏览器太旧的，请换一个再试。",
            ),
            Self::NoForm => {
                fixed("本站只接收网页上的表格，不接收文件。请从页脚打开“我为政府网站找错”填写。")
            }
            Self::TooSlow => fixed("网络太慢，10 秒内没有收齐。请返回上一页，再提交一次。"),
            Self::TooLarge => fixed("本站不接收上传的文件；表格里的文字太多的，请分几次提交。"),
            Self::TooOften { seconds } => say(
                lang,
                "您所在的网络这一分钟里搜索和下载得太多，过 {} 秒就可以再打开。只是看网页不受限制；要全部信息的，请用页脚的“批量下载和订阅”。",
            )
            .with(seconds)
            .into(),
            Self::AddressTooLong => fixed("请缩短搜索的词，或者从首页重新打开。"),
            Self::BeyondEnd { size } => say(lang, "这个文件共 {} 字节，请从头下载。")
                .with(size)
                .into(),
        }
    }

    /// In how many seconds it is worth asking again.
    fn again_in(&self) -> Option<i64> {
        match self {
            Self::Failed(Failure::Unavailable(_)) | Self::CutOff(_) => Some(60),
            Self::TooOften { seconds } => Some(*seconds),
            _ => None,
        }
    }

    fn is_ours(&self) -> bool {
        matches!(
            self,
            Self::Failed(Failure::Bug(_) | Failure::Unavailable(_)) | Self::CutOff(_)
        )
    }

    /// The cause, for the log.
    fn cause(&self) -> String {
        match self {
            Self::Failed(failure) | Self::CutOff(failure) => failure.to_string(),
            other => other.says(Lang::Zh),
        }
    }
}

impl IntoResponse for Trouble {
    /// An empty answer that carries its trouble; [`dress`] fills it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Whatever no route serves.
pub(crate) async fn no_such_address(State(app): State<App>, request: Request) -> Response {
    let (uri, app) = (request.uri(), app.asked(request.extensions().get()));
    // `/laws/` is `/laws`, typed with one stroke too many.
    if let Some(path) = uri.path().strip_suffix('/')
        && let Some(place) = Place::parse(path)
    {
        return moved_to(&app.links().to(&place));
    }
    Trouble::not_found().into_response()
}

pub(crate) async fn no_such_method() -> Trouble {
    Trouble::NoSuchMethod
}

/// 301, to be asked again each time: an address may come to stand for something withdrawn.
pub(crate) fn moved_to(location: &str) -> Response {
    let mut response = StatusCode::MOVED_PERMANENTLY.into_response();
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Makes a page of every trouble, and of a crash; sends addresses of former systems on to where they stand now.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let app = app.asked(request.extensions().get());
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let operation = Operation::of(&request);
    let run = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let response = run.unwrap_or_else(|_| {
        Trouble::bug(format!("a handler crashed at {}", operation.template())).into_response()
    });
    let Some(trouble) = response.extensions().get::<Arc<Trouble>>().cloned() else {
        return response;
    };
    if matches!(*trouble, Trouble::Failed(Failure::NotFound))
        && let Ok(Some(address)) = app.portal().moved(&written(&path, &query)).await
    {
        return moved_to(&app.links().item(&address));
    }
    if trouble.is_ours() {
        tracing::error!(operation = %operation.id(), route = operation.template(), code = trouble.code(), cause = %trouble.cause(), "no answer");
    }
    let operation = operation.id().to_string();
    let mut dressed = if path.starts_with("/api/") || path.starts_with("/gkmlpt/api/") {
        crate::api::refuse(&trouble, &operation)
    } else {
        let mut page = ErrorPage::new(&app, &trouble, &operation);
        page.without = without(&app, &trouble, &path, &query);
        page.again = again(&app, &trouble, &path, &query);
        fresh(&page).unwrap_or_else(|_| trouble.status().into_response())
    };
    // What the route says of itself holds for its refusals too.
    let kept = [header::ALLOW]
        .into_iter()
        .chain(OPEN.map(|(name, _)| name));
    for name in kept {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    if let Trouble::BeyondEnd { size } = *trouble
        && let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}"))
    {
        dressed.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    if let Some(seconds) = trouble.again_in() {
        dressed
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if matches!(*trouble, Trouble::Later(_)) {
        dressed
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    dressed
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    dressed
}

/// How a former system may have written an address: with its query or without, in escapes or in plain words.
fn written(path: &str, query: &str) -> Vec<String> {
    let mut ways = Vec::new();
    if !query.is_empty() {
        ways.push(format!("{path}?{query}"));
    }
    ways.push(path.to_owned());
    let plain: Vec<String> = ways.iter().filter_map(|way| unescape(way)).collect();
    for way in plain {
        if !ways.contains(&way) && !way.contains('\0') {
            ways.push(way);
        }
    }
    ways
}

/// The address without the pairs that cannot be answered.
fn without(app: &App, trouble: &Trouble, path: &str, query: &str) -> Option<String> {
    let Trouble::Asked { field, .. } = trouble else {
        return None;
    };
    let place = Place::parse(path)?;
    let pairs = Pairs::parse(query)?;
    let kept = pairs.iter();
    let kept: Vec<(&str, &str)> = kept
        .filter(|(key, _)| !field.split('、').any(|wrong| wrong == *key))
        .collect();
    Some(app.links().with(&place, &kept))
}

/// The same address, where the site itself cannot be read just now.
fn again(app: &App, trouble: &Trouble, path: &str, query: &str) -> Option<String> {
    if !matches!(trouble, Trouble::CutOff(_)) {
        return None;
    }
    let place = Place::parse(path)?;
    let pairs = Pairs::parse(query)?;
    let all: Vec<(&str, &str)> = pairs.iter().collect();
    Some(app.links().with(&place, &all))
}

/// The sentence with its first letter large, where it has such a letter.
fn capital(sentence: String) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() => {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        }
        _ => sentence,
    }
}

#[derive(Debug, Template)]
#[template(path = "portal/error.html")]
struct ErrorPage {
    frame: Frame,
    status: StatusCode,
    says: String,
    code: &'static str,
    /// Shown where the trouble is ours.
    operation: Option<String>,
    /// Where one thing in the address is wrong: the same address without it.
    without: Option<String>,
    /// Where nothing of the site can be opened just now: the same address, and no way that leads nowhere.
    again: Option<String>,
}

impl ErrorPage {
    fn new(app: &App, trouble: &Trouble, operation: &str) -> Self {
        Self {
            frame: Frame::new(app, Channel::Home, "page-error", trouble.title())
                .own_search()
                .unlisted(),
            status: trouble.status(),
            says: trouble.says(app.variant().lang),
            code: trouble.code(),
            operation: trouble.is_ours().then(|| operation.to_owned()),
            without: None,
            again: None,
        }
    }
}

impl Page for ErrorPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        self.status
    }

    fn t(&self, zh: &'static str) -> Said {
        crate::i18n::say(self.frame.lang, zh)
    }
}
