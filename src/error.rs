//! The one error type of services and pages. Only `web::error` knows status codes and words.

use anyhow::anyhow;

use crate::text::Message;

/// What went wrong, as far as the caller must tell cases apart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing there, or not for this person: the two look alike on purpose.
    #[error("not found")]
    NotFound,
    /// Signed in, but the role does not allow it.
    #[error("forbidden")]
    Forbidden,
    /// The form's token or origin is not ours.
    #[error("forged request: {0}")]
    Forged(&'static str),
    /// The rules refuse it; the words say why and what to do.
    #[error("refused: {}", .0.key)]
    Refused(Message),
    /// Somebody else saved in between.
    #[error("stale version")]
    Stale,
    /// A request that no page of ours makes.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// More than a form or an upload may hold.
    #[error("too large")]
    TooLarge,
    /// Too many tries; seconds to wait.
    #[error("too many requests, retry after {0} s")]
    TooMany(u32),
    /// The server is full for a moment; seconds to wait.
    #[error("busy, retry after {0} s")]
    Busy(u32),
    /// Database, disk or bug: told with the request id only, logged once with its chain.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// The result of services and pages.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal told by a text key without arguments.
    pub fn refused(key: &'static str) -> Self {
        Self::Refused(Message::new(key))
    }
}

/// Without its words, which quote what does not fit: it may be what a person typed.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(anyhow!(
            "JSON does not fit, line {} column {}: {:?}",
            error.line(),
            error.column(),
            error.classify()
        ))
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            // No place for a new row: old ones can be read meanwhile.
            diesel::result::Error::DatabaseError(_, info) if is_full(info.message()) => {
                tracing::error!(message = info.message(), "the database's disk is full");
                Self::Busy(60)
            }
            diesel::result::Error::DatabaseError(_, info) if is_over_time(info.message()) => {
                tracing::warn!(message = info.message(), "the database ended a statement");
                Self::Busy(5)
            }
            other => Self::Internal(other.into()),
        }
    }
}

/// Whether the database's disk is full. Diesel hands on no SQLSTATE (53100), so it is told by what the system calls it, and by
/// what the server says of half a page that still fitted, in the languages a server here may speak.
fn is_full(message: &str) -> bool {
    let told = ["No space left on device", "wrote only", "设备上没有空间", "只写了", "只能在块"];
    told.iter().any(|words| message.contains(words))
}

/// Whether a statement took too long, or waited too long for what somebody else holds (57014, 55P03): told by its words too.
fn is_over_time(message: &str) -> bool {
    let told = ["statement timeout", "lock timeout", "语句执行超时", "锁超时"];
    told.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_of_the_database_and_a_statement_over_its_time_pass_in_whatever_language_they_are_told() {
        for (message, is_busy) in [
            ("could not extend file \"base/5/1259\": No space left on device", true),
            ("could not extend file \"base/5/1259\": wrote only 4096 of 8192 bytes at block 7", true),
            ("无法扩展文件 \"base/5/1259\": 设备上没有空间", true),
            ("无法扩展文件\"base/5/1259\": 只能在块7上写8192字节的4096", true),
            ("无法对文件\"base/5/1259\"写操作数据块7: 只写了8192字节的4096", true),
            ("canceling statement due to statement timeout", true),
            ("由于语句执行超时，正在取消查询命令", true),
            ("由于锁超时，取消语句操作", true),
            ("canceling statement due to user request", false),
            ("division by zero", false),
        ] {
            let told = Box::new(message.to_owned());
            let error = diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::Unknown, told);
            assert_eq!(matches!(Error::from(error), Error::Busy(_)), is_busy, "{message}");
        }
    }

    #[test]
    fn json_that_does_not_fit_is_told_without_what_it_says() {
        let error = serde_json::from_str::<u32>("\"张三\"").unwrap_err();
        assert!(error.to_string().contains("张三"), "the error itself quotes: {error}");
        let told = format!("{:?}", Error::from(error));
        assert!(told.contains("Data") && !told.contains("张三"), "{told}");
    }
}
