//! BAJG: results of the checks and decisions.

use super::record::record;

record! {
    /// A line of a result.
    pub struct ResultLine {
        /// Result code.
        code: i64 = "Jgdm";
        /// The code in words, with what is wrong.
        text: Option<String> = "Dmms";
    }
}

record! {
    /// The result of the checks of one item.
    pub struct ItemResult: alone {
        /// Lines, one a fault.
        lines: Vec<ResultLine> = "Jgxx";
        /// Kind of the operation.
        operation: i64 = "Czlx";
        /// Key of the item.
        key: Option<String> = "Bs";
        /// Remark.
        remark: Option<String> = "Bz";
    }
}

record! {
    /// A decision of the bureau.
    pub struct Decision: alone {
        /// Who reviewed.
        reviewer: Option<String> = "Shrxm";
        /// Phone of who reviewed.
        reviewer_phone: Option<String> = "Shr_dhhm";
        /// Time of the review.
        reviewed_at: String = "Shsj";
        /// Opinion.
        opinion: Option<String> = "Shyj";
        /// 0 refused, 1 approved.
        approved: i64 = "Shjg";
        /// Kind of the operation.
        operation: Option<i64> = "Czlx";
        /// Id of the item decided on.
        id: Option<i64> = "Jlid";
    }
}

record! {
    /// Results and decisions.
    pub struct Results {
        /// Results of the automatic checks.
        results: Vec<ItemResult> = "Jg_xx";
        /// Decisions of the bureau.
        decisions: Vec<Decision> = "GJSHS" / "Gjsh";
    }
}
