//! The six methods, their parameters in order and with the spellings of the wire, and the three services.

/// A method of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// isp_upload.
    Upload,
    /// isp_download.
    Download,
    /// isp_downloadack.
    Acknowledge,
    /// isp_querypreviousupload.
    PreviousUpload,
    /// isp_querybeianstatus.
    Status,
    /// isp_verifybamm.
    VerifyPassword,
}

/// A service: an address with its methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Uploads and downloads.
    Files,
    /// The status of a filing.
    Status,
    /// The check of a filing password.
    Password,
}

/// How the first parameter is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdSpelling {
    /// `ispID`.
    IspID,
    /// `ispId`.
    IspId,
}

/// Type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// xs:long.
    Long,
    /// xs:int.
    Int,
    /// xs:string.
    Text,
}

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Name on the wire.
    pub name: &'static str,
    /// Type.
    pub kind: Type,
}

const fn long(name: &'static str) -> Parameter {
    Parameter { name, kind: Type::Long }
}

const fn int(name: &'static str) -> Parameter {
    Parameter { name, kind: Type::Int }
}

const fn text(name: &'static str) -> Parameter {
    Parameter { name, kind: Type::Text }
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Upload, Self::Download, Self::Acknowledge, Self::PreviousUpload, Self::Status, Self::VerifyPassword];

    /// The operation's name.
    pub fn operation(self) -> &'static str {
        match self {
            Self::Upload => "isp_upload",
            Self::Download => "isp_download",
            Self::Acknowledge => "isp_downloadack",
            Self::PreviousUpload => "isp_querypreviousupload",
            Self::Status => "isp_querybeianstatus",
            Self::VerifyPassword => "isp_verifybamm",
        }
    }

    /// The method of an operation's name.
    pub fn of(operation: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.operation() == operation)
    }

    /// The service it belongs to.
    pub fn service(self) -> Service {
        match self {
            Self::Upload | Self::Download | Self::Acknowledge | Self::PreviousUpload => Service::Files,
            Self::Status => Service::Status,
            Self::VerifyPassword => Service::Password,
        }
    }

    /// How clients that worked spelled the unit's id. That of the last method is not proven.
    pub fn id_spelling(self) -> IdSpelling {
        match self {
            Self::PreviousUpload => IdSpelling::IspId,
            _ => IdSpelling::IspID,
        }
    }

    /// The parameters after the unit's id.
    pub fn parameters(self) -> &'static [Parameter] {
        const UPLOAD: [Parameter; 9] = [
            text("userName"),
            text("randVal"),
            text("pwdHash"),
            text("beianInfo"),
            text("beianInfoHash"),
            long("dataSequence"),
            int("encryptAlgorithm"),
            int("hashAlgorithm"),
            int("compressionFormat"),
        ];
        const PLAIN: [Parameter; 4] = [text("userName"), text("randVal"), text("pwdHash"), int("hashAlgorithm")];
        const ACKNOWLEDGE: [Parameter; 5] = [PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], text("fileName")];
        const STATUS: [Parameter; 6] =
            [PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], int("queryConditionType"), text("queryCondition")];
        const PASSWORD: [Parameter; 6] = [PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], text("baxh"), text("bamm")];
        match self {
            Self::Upload => &UPLOAD,
            Self::Download | Self::PreviousUpload => &PLAIN,
            Self::Acknowledge => &ACKNOWLEDGE,
            Self::Status => &STATUS,
            Self::VerifyPassword => &PASSWORD,
        }
    }
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Files, Self::Status, Self::Password];

    /// Its path; with `?wsdl` behind it, it tells its WSDL.
    pub fn path(self) -> &'static str {
        match self {
            Self::Files => "/ISPWebService/upDownLoad",
            Self::Status => "/BeianStatusWebService/queryBeianStatus",
            Self::Password => "/BeianStatusWebService/verifyBamm",
        }
    }

    /// Its name in the WSDL. The real names are not known; no client found depends on them.
    pub fn name(self) -> &'static str {
        match self {
            Self::Files => "UpDownLoad",
            Self::Status => "QueryBeianStatus",
            Self::Password => "VerifyBamm",
        }
    }

    /// Its methods.
    pub fn methods(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |method| method.service() == self)
    }
}

impl IdSpelling {
    /// The spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IspID => "ispID",
            Self::IspId => "ispId",
        }
    }
}
